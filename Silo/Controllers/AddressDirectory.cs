using System.Collections.Concurrent;
using System.Collections.Immutable;
using MetalOrleans.Domain.Services;

namespace MetalOrleans.Silo.Controllers;

/// <summary>Which addresses the Services hold that this silo has converged: those whose announcement may need a fresh decision.</summary>
internal sealed class AddressDirectory
{
    private readonly ConcurrentDictionary<ServiceKey, ImmutableArray<string>> _addresses = [];

    /// <summary>Every address once, canonical text.</summary>
    public ImmutableSortedSet<string> All =>
        _addresses.Values.SelectMany(addresses => addresses).ToImmutableSortedSet(StringComparer.Ordinal);

    /// <summary>Whether the Service holds an address.</summary>
    public bool Knows(ServiceKey service) => _addresses.ContainsKey(service);

    public void Set(ServiceKey service, ImmutableArray<string> addresses)
    {
        if (addresses.IsEmpty)
        {
            _addresses.TryRemove(service, out _);
        }
        else
        {
            _addresses[service] = addresses;
        }
    }
}
