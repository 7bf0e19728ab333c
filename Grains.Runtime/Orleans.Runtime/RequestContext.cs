using System.Collections.Immutable;
using MetalOrleans.Grains.Runtime.Activations;

namespace Orleans.Runtime;

/// <summary>Values that flow with a call from the caller to the grain it calls, and never back.</summary>
public static class RequestContext
{
    private static readonly AsyncLocal<RequestProperties?> s_current = new();

    public static Guid ReentrancyId => s_current.Value?.ReentrancyId ?? Guid.Empty;

    public static IEnumerable<string> Keys => Values.Keys;

    public static IEnumerable<KeyValuePair<string, object>> Entries => Values;

    private static ImmutableDictionary<string, object> Values =>
        s_current.Value?.Values ?? ImmutableDictionary<string, object>.Empty;

    public static object? Get(string key) => Values.GetValueOrDefault(key);

    public static void Set(string key, object value)
    {
        ArgumentNullException.ThrowIfNull(key);
        s_current.Value = new RequestProperties(ReentrancyId, Values.SetItem(key, value));
    }

    public static bool Remove(string key)
    {
        var values = Values;
        if (!values.ContainsKey(key))
        {
            return false;
        }

        s_current.Value = new RequestProperties(ReentrancyId, values.Remove(key));
        return true;
    }

    public static void Clear() => s_current.Value = null;

    /// <summary>Lets calls that this call leads to come back into this grain while it waits.</summary>
    public static ReentrancySection AllowCallChainReentrancy()
    {
        var original = ReentrancyId;
        var id = original == Guid.Empty ? Guid.NewGuid() : original;
        var activation = TaskScheduler.Current as Activation;
        SetReentrancyId(id);
        activation?.EnterReentrantSection(id);
        return new ReentrancySection(original, id, activation);
    }

    /// <summary>Takes back <see cref="AllowCallChainReentrancy"/> for the calls made in the section.</summary>
    public static ReentrancySection SuppressCallChainReentrancy()
    {
        var original = ReentrancyId;
        SetReentrancyId(Guid.Empty);
        return new ReentrancySection(original, Guid.Empty, activation: null);
    }

    internal static void SetReentrancyId(Guid id)
    {
        if (id != ReentrancyId)
        {
            s_current.Value = new RequestProperties(id, Values);
        }
    }

    /// <summary>The end of a section in which call-chain reentrancy was allowed or suppressed.</summary>
    public readonly struct ReentrancySection : IDisposable
    {
        private readonly Guid _original;
        private readonly Guid _entered;
        private readonly Activation? _activation;

        internal ReentrancySection(Guid original, Guid entered, Activation? activation)
        {
            _original = original;
            _entered = entered;
            _activation = activation;
        }

        public void Dispose()
        {
            _activation?.LeaveReentrantSection(_entered);
            SetReentrancyId(_original);
        }
    }
}
