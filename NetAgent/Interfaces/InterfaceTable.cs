using MetalOrleans.NetAgent.Netlink;

namespace MetalOrleans.NetAgent.Interfaces;

/// <summary>The node's interfaces, kept from what the kernel says. Pure; owned by one caller.</summary>
internal sealed class InterfaceTable(InterfaceExclusions exclusions)
{
    private readonly Dictionary<int, JudgedInterface> _interfaces = [];
    private HashSet<int>? _unmentioned;

    /// <summary>Every interface, by index.</summary>
    public IReadOnlyDictionary<int, JudgedInterface> Interfaces => _interfaces;

    /// <summary>Whether the first dump is complete, so that an interface not listed does not exist.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Takes a message in and says which interfaces it changed, removed ones included.</summary>
    public IReadOnlyList<InterfaceChange> Apply(LinkMessage message)
    {
        switch (message)
        {
            case LinkMessage.Present(var link):
                _unmentioned?.Remove(link.Index);
                return Set(link);
            case LinkMessage.Gone(var index):
                _unmentioned?.Remove(index);
                return Remove(index);
            case LinkMessage.DumpStarted:
                _unmentioned = [.. _interfaces.Keys];
                return [];
            case LinkMessage.DumpEnded:
                var gone = _unmentioned ?? [];
                _unmentioned = null;
                IsComplete = true;
                return [.. gone.SelectMany(Remove)];
            default:
                throw new InvalidOperationException($"{message.GetType().Name} is not a known link message.");
        }
    }

    /// <summary>Whether an interface of that name exists and is not excluded, even one that is down (L-054).</summary>
    public bool Exists(string name) => _interfaces.Values.Any(
        candidate => candidate.Verdict != InterfaceVerdict.Excluded
            && string.Equals(candidate.Link.Name, name, StringComparison.Ordinal));

    private IReadOnlyList<InterfaceChange> Set(LinkState link)
    {
        var after = new JudgedInterface(link, InterfacePolicy.Judge(link, exclusions));
        var before = _interfaces.GetValueOrDefault(link.Index);
        _interfaces[link.Index] = after;
        return after == before ? [] : [new InterfaceChange(before, after)];
    }

    private IReadOnlyList<InterfaceChange> Remove(int index) =>
        _interfaces.Remove(index, out var before) ? [new InterfaceChange(before, After: null)] : [];
}
