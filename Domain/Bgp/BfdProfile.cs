namespace MetalOrleans.Domain.Bgp;

/// <summary>How BFD watches the sessions that name the profile (BFDProfile, C-100 to C-106), validated, defaults filled in.</summary>
public sealed record BfdProfile
{
    /// <summary>The object's name, which peers refer to.</summary>
    public required string Name { get; init; }

    /// <summary>Required Min RX Interval, 10 ms to 60 s, default 300 ms (C-100, RFC 5880 §6.8.1).</summary>
    public TimeSpan ReceiveInterval { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Desired Min TX Interval, 10 ms to 60 s, default 300 ms (C-101, RFC 5880 §6.8.1).</summary>
    public TimeSpan TransmitInterval { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>How many packets in a row must be missing before the session is down, 2 to 255, default 3 (C-102).</summary>
    public int DetectMultiplier { get; init; } = 3;

    /// <summary>The time between echo packets, 10 ms to 60 s, default 50 ms; only with <see cref="IsEchoMode"/> (C-103).</summary>
    public TimeSpan EchoInterval { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Whether echo packets, which the peer loops back, are used; default false (C-104, RFC 5880 §6.4).</summary>
    public bool IsEchoMode { get; init; }

    /// <summary>Whether this side waits for the peer to send first; default false (C-105, RFC 5880 §6.1).</summary>
    public bool IsPassive { get; init; }

    /// <summary>The lowest TTL accepted on multihop sessions, 1 to 254, default 254 (C-106, RFC 5883).</summary>
    public int MinimumTtl { get; init; } = 254;
}
