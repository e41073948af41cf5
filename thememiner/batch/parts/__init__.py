"""A large corpus part by part: read, cut into units and encoded by many workers, and joined as if by one."""
