namespace MetalOrleans.Domain.Configuration;

/// <summary>A BFDProfile as it was written, not yet judged; null stands for a field left out.</summary>
public sealed record BFDProfileSpec
{
    /// <summary><c>metadata.name</c>.</summary>
    public required string Name { get; init; }

    /// <summary><c>spec.receiveInterval</c>, in milliseconds.</summary>
    public long? ReceiveInterval { get; init; }

    /// <summary><c>spec.transmitInterval</c>, in milliseconds.</summary>
    public long? TransmitInterval { get; init; }

    /// <summary><c>spec.detectMultiplier</c>.</summary>
    public long? DetectMultiplier { get; init; }

    /// <summary><c>spec.echoInterval</c>, in milliseconds.</summary>
    public long? EchoInterval { get; init; }

    /// <summary><c>spec.echoMode</c>, default false.</summary>
    public bool EchoMode { get; init; }

    /// <summary><c>spec.passiveMode</c>, default false.</summary>
    public bool PassiveMode { get; init; }

    /// <summary><c>spec.minimumTtl</c>.</summary>
    public long? MinimumTtl { get; init; }
}
