using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Services;

namespace MetalOrleans.Domain.Planning;

/// <summary>One edit of a plan: what the silo would see of it before it sees the next.</summary>
/// <param name="View">The configuration after the edit.</param>
/// <param name="Put">The Service that was created or edited, its status as it is at present; null when none was.</param>
/// <param name="Deleted">The Service that was deleted; null when none was.</param>
public sealed record PlanStep(ClusterView View, ServiceView? Put = null, ServiceKey? Deleted = null);
