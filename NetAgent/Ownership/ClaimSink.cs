using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.NetAgent.Ownership;

/// <summary>Where the receive threads hand over what they hear of ordered addresses. Called from any thread.</summary>
/// <remarks>
/// A flood must not fill the agent's loop. The limit lets a member through that takes over ten thousand addresses in a second,
/// each of which may be one to yield.
/// </remarks>
internal sealed class ClaimSink(Action<Claim> post, TimeProvider time)
{
    /// <summary>Claims that are passed on in a second; more are dropped.</summary>
    public const int PerSecond = 20_000;

    private long _second = long.MinValue;
    private int _count;

    /// <summary>A sink that nobody listens to.</summary>
    public static ClaimSink None { get; } = new(static _ => { }, TimeProvider.System);

    /// <summary>A station used an address, or probed for it.</summary>
    public void Hear(IPAddressValue address, MacAddress mac, bool isProbe)
    {
        var second = time.GetTimestamp() / time.TimestampFrequency;
        if (Interlocked.Exchange(ref _second, second) != second)
        {
            Volatile.Write(ref _count, 0);
        }

        if (Interlocked.Increment(ref _count) <= PerSecond)
        {
            post(new Claim(address, mac, isProbe));
        }
    }
}
