namespace MetalOrleans.NetAgent.Announcing;

/// <summary>Limits how many gratuitous frames and probes leave in a second: a bucket of tokens. Pure; time enters as an argument.</summary>
internal sealed class FrameBudget(int perSecond, int burst)
{
    private int _perSecond = perSecond;
    private int _burst = burst;
    private double _tokens = burst;
    private TimeSpan _filledAt;

    /// <summary>The agent's own, for both families together.</summary>
    /// <remarks>
    /// 10 000 frames a second is 5 Mbit/s: it moves the thousand addresses of a failed node in 0.1 s within the burst, and
    /// ten thousand in two seconds, without filling the queue of a gigabit port.
    /// </remarks>
    public static FrameBudget ForAgent() => new(perSecond: 10_000, burst: 2_000);

    /// <summary>Sets the limit anew.</summary>
    public void Configure(int perSecond, int burst)
    {
        _tokens = Math.Min(burst, _tokens + Math.Max(0, burst - _burst));
        _perSecond = perSecond;
        _burst = burst;
    }

    /// <summary>
    /// Takes tokens for some frames, if there are enough. Frames that belong together and are more than the burst take a whole
    /// burst: they would else wait for ever.
    /// </summary>
    public bool TryTake(int frames, TimeSpan now)
    {
        _tokens = Math.Min(_burst, _tokens + ((now - _filledAt).TotalSeconds * _perSecond));
        _filledAt = now;
        var needed = Math.Min(frames, _burst);
        if (_tokens < needed)
        {
            return false;
        }

        _tokens -= needed;
        return true;
    }

    /// <summary>
    /// How long until a tenth of the burst is there again, and enough for some frames, from the last call of <see cref="TryTake"/>.
    /// </summary>
    public TimeSpan Wait(int frames)
    {
        var needed = Math.Max(Math.Max(1, _burst / 10), Math.Min(frames, _burst));
        return TimeSpan.FromSeconds(Math.Max(0, needed - _tokens) / _perSecond);
    }
}
