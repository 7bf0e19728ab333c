namespace Orleans.Runtime;

/// <summary>A timer whose callback runs as a turn of its grain. Disposing it stops it.</summary>
public interface IGrainTimer : IDisposable
{
    /// <summary>Sets the time to the next tick and the time between a tick's end and the next tick.</summary>
    void Change(TimeSpan dueTime, TimeSpan period);
}
