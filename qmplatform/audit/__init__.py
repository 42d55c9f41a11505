"""The audit trail: append-only, hash-chained."""

from qmplatform.audit.trail import Actor, ChainFault, audit_record, verify_chain

__all__ = ["Actor", "ChainFault", "audit_record", "verify_chain"]
