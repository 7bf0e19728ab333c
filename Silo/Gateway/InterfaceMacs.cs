using Google.Protobuf;
using MetalOrleans.Agent.Contracts;

namespace MetalOrleans.Silo.Gateway;

/// <summary>The link-layer addresses that one agent announces with, kept from what it reports. Owned by one session.</summary>
internal sealed class InterfaceMacs
{
    private const int MacLength = 6;

    private readonly SortedDictionary<string, ByteString> _macs = new(StringComparer.Ordinal);

    /// <summary>Each address once, in order.</summary>
    public IEnumerable<ByteString> All => _macs.Values.Distinct().OrderBy(mac => mac.ToBase64(), StringComparer.Ordinal);

    /// <summary>
    /// Takes a report in. An interface that is not used now, because it is down say, keeps the address it was used with; one
    /// that was never used has none: the hundreds of a container network do not concern anybody.
    /// </summary>
    /// <returns>Whether anything changed.</returns>
    public bool Apply(IEnumerable<InterfaceState> interfaces)
    {
        var hasChanged = false;
        foreach (var state in interfaces)
        {
            if (state.Removed)
            {
                hasChanged |= _macs.Remove(state.Name);
            }
            else if ((state.Skipped.Length == 0 || state.AnswersNdp) && state.Mac.Length == MacLength
                && !state.Mac.Equals(_macs.GetValueOrDefault(state.Name)))
            {
                _macs[state.Name] = state.Mac;
                hasChanged = true;
            }
        }

        return hasChanged;
    }
}
