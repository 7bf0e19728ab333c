namespace MetalOrleans.ApiServer.Faults;

/// <summary>The misbehaviour that a test asks of the server. Rules are tried in the order they were added; thread-safe.</summary>
public sealed class FaultPlan
{
    private readonly Lock _lock = new();
    private readonly List<(Fault Fault, int Left)> _rules = [];
    private int _fired;

    /// <summary>How many requests were spoilt so far.</summary>
    public int Fired => Volatile.Read(ref _fired);

    public void Add(Fault fault)
    {
        lock (_lock)
        {
            _rules.Add((fault, fault.Count));
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _rules.Clear();
        }
    }

    internal Fault? Take(string verb, string resource, string subresource, string name)
    {
        lock (_lock)
        {
            for (var i = 0; i < _rules.Count; i++)
            {
                var (fault, left) = _rules[i];
                if (!fault.Matches(verb, resource, subresource, name))
                {
                    continue;
                }

                if (left == 1)
                {
                    _rules.RemoveAt(i);
                }
                else if (left > 1)
                {
                    _rules[i] = (fault, left - 1);
                }

                Interlocked.Increment(ref _fired);
                return fault;
            }

            return null;
        }
    }
}
