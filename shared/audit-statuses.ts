/** How far a call or a security event has come, as the audit tells it. */
export const auditStatuses = [
  "started",
  "completed",
  "failed",
  "refused",
  "pending",
  "confirmed",
  "rejected",
  "expired",
  "interrupted",
] as const;

export type AuditStatus = (typeof auditStatuses)[number];
