using MetalOrleans.Agent.Contracts;

namespace MetalOrleans.Silo.Gateway;

internal sealed partial class AgentSession
{
    private ulong _lastBeat;

    /// <summary>Beats, and ends the session of an agent that has been silent for too long.</summary>
    private async Task<string> HeartbeatLoopAsync(CancellationToken cancellationToken)
    {
        using var beat = new PeriodicTimer(options.HeartbeatInterval, time);
        var lastTick = time.GetTimestamp();
        while (await beat.WaitForNextTickAsync(cancellationToken))
        {
            // A silo that was paused itself has not read what agents sent meanwhile: it judges at the next beat.
            var wasPaused = time.GetElapsedTime(lastTick) > options.HeartbeatInterval * 2;
            lastTick = time.GetTimestamp();
            if (!wasPaused && channel.Silence > options.SilenceMax)
            {
                return $"silent for {channel.Silence.TotalMilliseconds:F0} ms";
            }

            var heartbeat = new Heartbeat
            {
                SentAtMicroseconds = (ulong)time.GetElapsedTime(0).TotalMicroseconds,
                EchoMicroseconds = Volatile.Read(ref _lastBeat),
            };
            await channel.WriteAsync(new SiloMessage { Heartbeat = heartbeat }, cancellationToken);
        }

        return "the silo stops";
    }
}
