using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Services;

namespace MetalOrleans.Grains.Services;

/// <summary>What a pass decided; the pools hold it, nobody has been told yet.</summary>
/// <param name="Service">The Service as it was read.</param>
/// <param name="View">The configuration that it was decided under.</param>
/// <param name="Outcome">What the Service shall have.</param>
/// <param name="HoldsMore">A pool holds other addresses for the Service as well.</param>
internal sealed record ServiceDecision(ServiceView Service, ClusterView View, ConvergenceOutcome Outcome, bool HoldsMore)
{
    /// <summary>Whether it is still the decision to carry out.</summary>
    public bool IsFor(ServiceView service, ClusterView view) =>
        (ReferenceEquals(View, view) || AllocationChange.Between(View, view).IsEmpty)
        && service.Uid == Service.Uid
        && service.ResourceVersion == Service.ResourceVersion;
}
