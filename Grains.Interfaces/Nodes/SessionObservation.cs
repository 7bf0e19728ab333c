using MetalOrleans.Domain.Addressing;

namespace MetalOrleans.Grains.Interfaces.Nodes;

/// <summary>What an agent says about one BGP session.</summary>
/// <param name="Peer">The name of the BGPPeer object.</param>
/// <param name="Phase">The session's state.</param>
/// <param name="Flaps">How often it was Established and ended, since the agent started.</param>
/// <param name="Reason">Why it is not Established, or why it last ended; for people, without secrets.</param>
[GenerateSerializer, Immutable, Alias("MetalOrleans.SessionObservation")]
public sealed record SessionObservation(
    [property: Id(0)] string Peer,
    [property: Id(1)] SessionPhase Phase,
    [property: Id(2)] ulong Flaps,
    [property: Id(3)] string Reason)
{
    /// <summary>Where the session leads; of an unnumbered peer what was found. Null while nothing is known.</summary>
    [Id(4)]
    public Address? RemoteAddress { get; init; }

    /// <summary>This side's address; null while there is no connection.</summary>
    [Id(5)]
    public Address? LocalAddress { get; init; }

    /// <summary>The number in the peer's OPEN; 0 before.</summary>
    [Id(6)]
    public uint RemoteASN { get; init; }

    /// <summary>What BFD says.</summary>
    [Id(7)]
    public WatchPhase Watch { get; init; }

    /// <summary>Prefixes that the peer was told.</summary>
    [Id(8)]
    public ulong PrefixesSent { get; init; }

    /// <summary>Prefixes that the peer must still be told.</summary>
    [Id(9)]
    public ulong PrefixesPending { get; init; }

    /// <summary>Prefixes that the peer is not told because their family was not agreed.</summary>
    [Id(10)]
    public ulong PrefixesUnsendable { get; init; }

    /// <summary>UPDATE messages sent.</summary>
    [Id(11)]
    public ulong UpdatesSent { get; init; }

    /// <summary>UPDATE messages received.</summary>
    [Id(12)]
    public ulong UpdatesReceived { get; init; }

    /// <summary>All messages sent.</summary>
    [Id(13)]
    public ulong MessagesSent { get; init; }

    /// <summary>All messages received.</summary>
    [Id(14)]
    public ulong MessagesReceived { get; init; }
}
