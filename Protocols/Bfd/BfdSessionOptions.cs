namespace MetalOrleans.Protocols.Bfd;

/// <summary>How one session behaves (C-100 to C-106). Out of range values are refused by <see cref="WhyInvalid"/>.</summary>
public sealed record BfdSessionOptions
{
    /// <summary>The TTL that a multihop packet must at least have unless the options say otherwise: one router on the way.</summary>
    public const int MinimumTtlDefault = 254;

    /// <summary>The shortest interval between packets that is supported, 10 ms (C-100).</summary>
    public static readonly TimeSpan IntervalMin = TimeSpan.FromMilliseconds(10);

    /// <summary>The longest, 60 s (C-100).</summary>
    public static readonly TimeSpan IntervalMax = TimeSpan.FromSeconds(60);

    /// <summary>300 ms both ways, three packets, no echo.</summary>
    public static BfdSessionOptions Default { get; } = new();

    /// <summary>bfd.DesiredMinTxInterval while the session is up: 10 ms to 60 s, default 300 ms.</summary>
    public TimeSpan TransmitInterval { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>bfd.RequiredMinRxInterval: 10 ms to 60 s, default 300 ms.</summary>
    public TimeSpan ReceiveInterval { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>bfd.DetectMult: how many packets in a row the peer may miss, 1 to 255, default 3.</summary>
    public int DetectMultiplier { get; init; } = 3;

    /// <summary>From one echo packet to the next, 10 ms to 60 s; zero, the default, for no echo function.</summary>
    public TimeSpan EchoInterval { get; init; }

    /// <summary>
    /// The Required Min Echo RX Interval that is told to the peer; zero, the default, for a system that does not loop the
    /// peer's echo packets back.
    /// </summary>
    public TimeSpan EchoReceiveInterval { get; init; }

    /// <summary>Whether to be silent until the peer has spoken (RFC 5880 §6.1); default false.</summary>
    public bool IsPassive { get; init; }

    /// <summary>Multihop only (RFC 5883 §5): packets that arrive with a lower TTL are discarded; 1 to 255, default 254.</summary>
    public int MinimumTtl { get; init; } = MinimumTtlDefault;

    /// <summary>
    /// What several clients of one session get: of each value the most demanding, so that none of them learns of a failure
    /// later than it asked for. The session is passive only when all want it to be.
    /// </summary>
    public BfdSessionOptions Merge(BfdSessionOptions other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new BfdSessionOptions
        {
            TransmitInterval = Min(TransmitInterval, other.TransmitInterval),
            ReceiveInterval = Min(ReceiveInterval, other.ReceiveInterval),
            DetectMultiplier = Math.Min(DetectMultiplier, other.DetectMultiplier),
            EchoInterval = MinButZero(EchoInterval, other.EchoInterval),
            EchoReceiveInterval = MinButZero(EchoReceiveInterval, other.EchoReceiveInterval),
            IsPassive = IsPassive && other.IsPassive,
            MinimumTtl = Math.Max(MinimumTtl, other.MinimumTtl),
        };
    }

    /// <summary>Why the options cannot be used; null when they can.</summary>
    public string? WhyInvalid()
    {
        if (!IsInterval(TransmitInterval) || !IsInterval(ReceiveInterval))
        {
            return "An interval must be from 10 ms to 60 s.";
        }

        if (!IsIntervalOrZero(EchoInterval) || !IsIntervalOrZero(EchoReceiveInterval))
        {
            return "An echo interval must be 0 or from 10 ms to 60 s.";
        }

        if (DetectMultiplier is < 1 or > byte.MaxValue)
        {
            return "The detect multiplier must be from 1 to 255.";
        }

        return MinimumTtl is < 1 or > byte.MaxValue ? "The minimum TTL must be from 1 to 255." : null;
    }

    private static bool IsInterval(TimeSpan value) => value >= IntervalMin && value <= IntervalMax;

    private static bool IsIntervalOrZero(TimeSpan value) => value == TimeSpan.Zero || IsInterval(value);

    private static TimeSpan Min(TimeSpan first, TimeSpan second) => first < second ? first : second;

    private static TimeSpan MinButZero(TimeSpan first, TimeSpan second) =>
        first == TimeSpan.Zero ? second : second == TimeSpan.Zero ? first : Min(first, second);
}
