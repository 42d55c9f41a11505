"""The audit trail: append-only, hash-chained."""

from qmplatform.audit.trail import ChainFault, audit_record, verify_chain

__all__ = ["ChainFault", "audit_record", "verify_chain"]
