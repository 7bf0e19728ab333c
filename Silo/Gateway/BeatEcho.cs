using MetalOrleans.Agent.Contracts;

namespace MetalOrleans.Silo.Gateway;

/// <summary>
/// Measures the round trip of heartbeats: each end echoes the other's latest beat and says how long it held it. Safe for one
/// reader and one writer at once.
/// </summary>
internal sealed class BeatEcho(TimeProvider time)
{
    private readonly Lock _changing = new();
    private ulong _heard;
    private ulong _heardAt;

    /// <summary>Microseconds on this silo's monotonic clock.</summary>
    public ulong Now => (ulong)time.GetElapsedTime(0).TotalMicroseconds;

    /// <summary>Takes a beat of the agent in.</summary>
    /// <returns>How long this silo's echoed beat was on its way; null when the agent does not say.</returns>
    public TimeSpan? Take(Heartbeat heartbeat)
    {
        var now = Now;
        lock (_changing)
        {
            _heard = heartbeat.SentAtMicroseconds;
            _heardAt = now;
        }

        var sentAt = heartbeat.EchoMicroseconds + heartbeat.EchoHeldMicroseconds;
        return heartbeat.EchoHeldMicroseconds > 0 && sentAt <= now ? TimeSpan.FromMicroseconds(now - sentAt) : null;
    }

    /// <summary>Puts the latest beat of the agent into one of ours.</summary>
    public void WriteTo(Heartbeat heartbeat)
    {
        lock (_changing)
        {
            if (_heard != 0)
            {
                heartbeat.EchoMicroseconds = _heard;
                heartbeat.EchoHeldMicroseconds = Math.Max(1, Now - _heardAt);
            }
        }
    }
}
