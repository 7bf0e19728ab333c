namespace MetalOrleans.NetAgent.Announcing;

/// <summary>
/// Whether addresses may be answered for and told of now: not by a process that was held up for so long that the silo has
/// given its addresses away, before it has heard what happened meanwhile.
/// </summary>
/// <remarks>
/// A process that was stopped, or waited for a processor, finds the questions of all that time in its sockets, and the rounds
/// of its schedule due. Whoever it answered would believe it against the new announcer. The agent's loop says that it is alive
/// whenever it does anything; receive threads ask from wherever they are, without a lock.
/// </remarks>
internal sealed class AnswerGate(TimeProvider time)
{
    private long _aliveAt = time.GetTimestamp();
    private long _limit = long.MaxValue;
    private long _shutUntil = long.MinValue;

    /// <summary>Whether to answer and to tell. Allocates nothing.</summary>
    public bool IsOpen
    {
        get
        {
            var now = time.GetTimestamp();
            return now >= Volatile.Read(ref _shutUntil) && now - Volatile.Read(ref _aliveAt) <= Volatile.Read(ref _limit);
        }
    }

    /// <summary>How long it stays shut; zero when it is open. For the loop, which has just said that it is alive.</summary>
    public TimeSpan OpensIn
    {
        get
        {
            var now = time.GetTimestamp();
            return now >= _shutUntil ? TimeSpan.Zero : time.GetElapsedTime(now, _shutUntil);
        }
    }

    /// <summary>A silo has said anew who shall announce what: nothing is left to wait for.</summary>
    public void Open() => Volatile.Write(ref _shutUntil, long.MinValue);

    /// <summary>
    /// The loop is alive. When it was not for longer than it said it might be, the gate is shut for half of that: the lost link
    /// to the silo, or the new announcer's claim, is read by then.
    /// </summary>
    /// <param name="silenceMax">After which time without a sign of life the silo takes this agent for dead; null when it cannot.</param>
    /// <returns>For how long the loop was held up; zero when the gate was not shut for it.</returns>
    public TimeSpan Beat(TimeSpan? silenceMax)
    {
        var now = time.GetTimestamp();
        var heldUp = TimeSpan.Zero;
        if (now - _aliveAt > _limit)
        {
            heldUp = time.GetElapsedTime(_aliveAt, now);
            Volatile.Write(ref _shutUntil, now + (_limit / 2));
        }

        Volatile.Write(ref _limit, silenceMax is { } max ? (long)(max.TotalSeconds * time.TimestampFrequency) : long.MaxValue);
        Volatile.Write(ref _aliveAt, now);
        return heldUp;
    }
}
