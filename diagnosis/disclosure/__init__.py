"""What may be published without telling of a single company: pure rules over counts and member lists."""
