using System.Collections.Immutable;
using MetalOrleans.Domain.Services;

namespace MetalOrleans.Domain.Planning;

/// <summary>
/// The order in which Services are decided when a change concerns many: two waves, first those that have an address, those with
/// most of them foremost, then those that have none, each by key (S-058).
/// </summary>
/// <remarks>
/// A wave is decided one Service after the other; then its statuses are written side by side, and only then is free what they
/// left. So who gets what does not depend on how fast the API server answers.
/// </remarks>
public static class PassOrder
{
    /// <summary>The waves, none of them empty.</summary>
    public static IEnumerable<ImmutableArray<ServiceView>> Waves(IEnumerable<ServiceView> services) =>
        from service in services
        orderby service.IngressIPs.Length descending, service.Key
        group service by service.IngressIPs.IsEmpty into wave
        orderby wave.Key
        select wave.ToImmutableArray();
}
