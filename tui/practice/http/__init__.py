"""HTTP/1.1 on loopback as WinRM answers it: sign-in, message encryption, one security context a connection."""
