"""An Ansible inventory in YAML, read as it is; what is not understood is named."""
