"""The demo site: fictional companies (가상), built through the services with dates relative to today."""
