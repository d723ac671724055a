"""What a language model may ask of the plant: tools that read, and change nothing."""
