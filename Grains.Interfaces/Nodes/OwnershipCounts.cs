namespace MetalOrleans.Grains.Interfaces.Nodes;

/// <summary>What an agent did and heard about who else uses one address, since it first had an order for it.</summary>
/// <param name="ProbesSent">Times that it probed for the address on all its links.</param>
/// <param name="StrangerClaims">Frames in which a stranger used the address or probed for it.</param>
/// <param name="MemberClaims">Frames in which another node of the cluster used it.</param>
/// <param name="Defences">Announcements sent against a stranger's claim.</param>
/// <param name="Conflicts">Times that a stranger was found to have or to claim it.</param>
/// <param name="Yields">Times that the agent fell silent for another node.</param>
[GenerateSerializer, Immutable, Alias("MetalOrleans.OwnershipCounts")]
public sealed record OwnershipCounts(
    [property: Id(0)] ulong ProbesSent,
    [property: Id(1)] ulong StrangerClaims,
    [property: Id(2)] ulong MemberClaims,
    [property: Id(3)] ulong Defences,
    [property: Id(4)] ulong Conflicts,
    [property: Id(5)] ulong Yields)
{
    /// <summary>Nothing happened, or the agent does not count.</summary>
    public static OwnershipCounts None { get; } = new(0, 0, 0, 0, 0, 0);
}
