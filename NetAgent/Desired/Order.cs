using System.Collections.Immutable;

namespace MetalOrleans.NetAgent.Desired;

/// <summary>How one address shall be announced.</summary>
/// <param name="Epoch">Which decision it is; only grows.</param>
/// <param name="Interfaces">Interface names in order; empty means every interface that qualifies.</param>
internal sealed record Order(ulong Epoch, ImmutableArray<string> Interfaces)
{
    /// <summary>Whether both say the same.</summary>
    public bool Equals(Order? other) =>
        other is not null && Epoch == other.Epoch
        && Interfaces.AsSpan().SequenceEqual(other.Interfaces.AsSpan(), StringComparer.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => Epoch.GetHashCode();
}
