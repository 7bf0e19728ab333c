namespace MetalOrleans.Kubernetes.Events;

/// <summary>A token bucket per object, so that one flapping object cannot flood the event store. Owned by one loop.</summary>
internal sealed class SpamFilter(int burst, TimeSpan refill, int rememberedMax)
{
    private readonly BoundedMemory<(string Kind, string Namespace, string Name, string Uid), Bucket> _buckets = new(rememberedMax);

    public bool IsAllowed((string Kind, string Namespace, string Name, string Uid) subject, DateTimeOffset at)
    {
        var bucket = _buckets.TryGet(subject, out var known) ? known.RefilledAt(at, burst, refill) : new Bucket(burst, at);
        var isAllowed = bucket.Tokens >= 1;
        _buckets.Set(subject, isAllowed ? bucket with { Tokens = bucket.Tokens - 1 } : bucket);
        return isAllowed;
    }

    private readonly record struct Bucket(double Tokens, DateTimeOffset At)
    {
        public Bucket RefilledAt(DateTimeOffset now, int burst, TimeSpan refill)
        {
            // A clock set back yields no tokens, and takes none.
            var elapsed = now > At ? now - At : TimeSpan.Zero;
            return new Bucket(Math.Min(burst, Tokens + (elapsed / refill)), now);
        }
    }
}
