namespace MetalOrleans.Protocols.Bgp.Session;

/// <summary>Pauses between attempts: each twice the one before, up to ConnectRetryTime, and jittered (B-066, W-125).</summary>
internal sealed class BgpBackOff(Random random)
{
    // 1 s doubled sixteen times is above the longest ConnectRetryTime.
    private const int DoublingsMax = 16;

    // RFC 4271 §10: a factor drawn evenly between 0.75 and 1.0.
    private const double JitterMin = 0.75;

    private int _attempts;

    /// <summary>The pause before the next attempt.</summary>
    public TimeSpan Next(BgpSessionSettings settings)
    {
        var pause = settings.ConnectRetryTimeMin * (1 << Math.Min(_attempts, DoublingsMax));
        _attempts++;
        return Jitter(pause < settings.ConnectRetryTime ? pause : settings.ConnectRetryTime);
    }

    /// <summary>The next failure starts from the shortest pause.</summary>
    public void Reset() => _attempts = 0;

    /// <summary>A time cut by up to a quarter, so that peers do not come in step.</summary>
    public TimeSpan Jitter(TimeSpan time) => time * (JitterMin + ((1 - JitterMin) * random.NextDouble()));
}
