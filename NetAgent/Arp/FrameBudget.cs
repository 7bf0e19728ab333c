namespace MetalOrleans.NetAgent.Arp;

/// <summary>Limits how many gratuitous frames leave in a second: a bucket of tokens. Pure; time enters as an argument.</summary>
internal sealed class FrameBudget(int perSecond, int burst)
{
    private double _tokens = burst;
    private TimeSpan _filledAt;

    /// <summary>Takes tokens for some frames, if there are enough.</summary>
    public bool TryTake(int frames, TimeSpan now)
    {
        _tokens = Math.Min(burst, _tokens + ((now - _filledAt).TotalSeconds * perSecond));
        _filledAt = now;
        if (_tokens < frames)
        {
            return false;
        }

        _tokens -= frames;
        return true;
    }

    /// <summary>How long until there are tokens for some frames, from the last call of <see cref="TryTake"/>.</summary>
    public TimeSpan Wait(int frames) => TimeSpan.FromSeconds(Math.Max(0, frames - _tokens) / perSecond);
}
