"""WS-Management as Windows answers it, over a `Host`: envelopes in, envelopes out."""
