namespace MetalOrleans.Domain.Addressing;

/// <summary>The address family of an <see cref="Address"/>, a range or a Service.</summary>
public enum IPFamily
{
    /// <summary>Internet Protocol version 4, 32-bit addresses.</summary>
    IPv4,

    /// <summary>Internet Protocol version 6, 128-bit addresses.</summary>
    IPv6,
}
