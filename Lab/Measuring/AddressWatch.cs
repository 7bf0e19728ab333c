using System.Text.Json;

namespace MetalOrleans.Lab.Measuring;

/// <summary>Sees in a watch when each Service first has its address.</summary>
internal sealed class AddressWatch(LabApi api, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly EventLog<AddressSighting> _sightings = new(20_000);

    /// <summary>How many Services have been seen with an address; one that was made anew under its old name is another.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _seen.Count;
            }
        }
    }

    /// <summary>Watches until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var service in api.WatchAsync(LabManifests.Services, cancellationToken))
            {
                See(service, clock.GetTimestamp());
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }

        _sightings.End(new InvalidOperationException("The API server ended the watch of Services."));
    }

    /// <summary>Waits for the address of a Service that is made after a moment.</summary>
    public Task<AddressSighting> FirstAsync(string service, long since, CancellationToken cancellationToken) =>
        _sightings.FirstAsync(seen => seen.Service == service && seen.At >= since, cancellationToken);

    /// <summary>Waits until so many Services have been seen with an address.</summary>
    public Task CountedAsync(int count, CancellationToken cancellationToken) =>
        _sightings.FirstAsync(seen => seen.Number >= count, cancellationToken);

    private void See(JsonElement service, long at)
    {
        if (AddressOf(service) is not { } address)
        {
            return;
        }

        var metadata = service.GetProperty("metadata");
        int number;
        lock (_gate)
        {
            if (!_seen.Add(metadata.GetProperty("uid").GetString()!))
            {
                return;
            }

            number = _seen.Count;
        }

        _sightings.Add(new AddressSighting(metadata.GetProperty("name").GetString()!, address, number, at));
    }

    private static string? AddressOf(JsonElement service) =>
        service.TryGetProperty("status", out var status)
        && status.TryGetProperty("loadBalancer", out var balancer)
        && balancer.TryGetProperty("ingress", out var ingress)
        && ingress.GetArrayLength() > 0
            ? ingress[0].GetProperty("ip").GetString()
            : null;
}
