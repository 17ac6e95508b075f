"""Pages of the administrator: the mission's facts, its members, the outbox, the audit trail, the demo mailbox."""
