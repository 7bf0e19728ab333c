using MetalOrleans.Agent.Contracts;

namespace MetalOrleans.Silo.Gateway;

internal sealed partial class AgentSession
{
    private readonly BeatEcho _echo = new(time);

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
            if (!wasPaused && channel.Silence > options.SilenceMax && await IsSilentAsync(cancellationToken))
            {
                return $"silent for {channel.Silence.TotalMilliseconds:F0} ms";
            }

            var heartbeat = new Heartbeat
            {
                SentAtMicroseconds = _echo.Now,
            };
            _echo.WriteTo(heartbeat);
            await channel.WriteAsync(new SiloMessage { Heartbeat = heartbeat }, cancellationToken);
        }

        return "the silo stops";
    }

    /// <summary>Whether the agent is silent, and not this silo late in reading what has arrived.</summary>
    /// <remarks>
    /// On a busy machine beats wait in the socket for the thread that looks after it, and behind other work in the thread
    /// pool's queue. A moment, and a turn at the end of that queue, let what has arrived be read first.
    /// </remarks>
    private async Task<bool> IsSilentAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(options.HeartbeatInterval / 10, time, cancellationToken);
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ThreadPool.UnsafeQueueUserWorkItem(static turn => turn.SetResult(), turn, preferLocal: false);
        await turn.Task;
        return channel.Silence > options.SilenceMax;
    }
}
