using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using MetalOrleans.Lab.Clusters;

namespace MetalOrleans.Lab.Measuring;

/// <summary>How long it takes from a Service's creation until its address stands in its status, and until it is announced.</summary>
internal sealed class ServiceLatency(LabCluster cluster, LabApi api, TimeProvider clock)
{
    private readonly EventLog<(string Service, string Address, long At)> _addresses = new(100_000);

    /// <summary>Makes Services one after the other and removes them again.</summary>
    public async Task<ImmutableArray<Distribution>> OneByOneAsync(int count, CancellationToken cancellationToken)
    {
        var (status, announced) = (new List<TimeSpan>(), new List<TimeSpan>());
        await using var tap = await cluster.TapAsync(clock);
        for (var number = 0; number < count; number++)
        {
            var name = $"one-{number}";
            await api.CreateAsync(LabManifests.EndpointSlices, LabManifests.Endpoints(name, cluster.Nodes), cancellationToken);
            var created = clock.GetTimestamp();
            await api.CreateAsync(LabManifests.Services, LabManifests.Service(name), cancellationToken);
            var assigned = await _addresses.FirstAsync(seen => seen.Service == name, cancellationToken);
            var address = IPAddress.Parse(assigned.Address);
            var heard = await tap.AnnouncementSinceAsync(address, created, cancellationToken);
            status.Add(clock.GetElapsedTime(created, assigned.At));
            announced.Add(clock.GetElapsedTime(created, heard.Timestamp));
            await api.DeleteAsync($"{LabManifests.Services}/{name}", cancellationToken);
            await api.DeleteAsync($"{LabManifests.EndpointSlices}/{name}", cancellationToken);
        }

        return
        [
            new Distribution("Service created → address in its status", status),
            new Distribution("Service created → first ARP packet with it", announced),
        ];
    }

    /// <summary>Makes all Services at once: the time from the first request to each one's address and announcement.</summary>
    public async Task<ImmutableArray<Distribution>> AllAtOnceAsync(int count, CancellationToken cancellationToken)
    {
        await using var tap = await cluster.TapAsync(clock);
        var names = Enumerable.Range(0, count).Select(number => $"all-{number}").ToList();
        await Task.WhenAll(names.Select(name => api.CreateAsync(LabManifests.EndpointSlices, LabManifests.Endpoints(name, cluster.Nodes), cancellationToken)));
        var created = clock.GetTimestamp();
        await Task.WhenAll(names.Select(name => api.CreateAsync(LabManifests.Services, LabManifests.Service(name), cancellationToken)));
        var assigned = await Task.WhenAll(names.Select(name =>
            _addresses.FirstAsync(seen => seen.Service == name, cancellationToken)));
        var heard = await Task.WhenAll(assigned.Select(one =>
            tap.AnnouncementSinceAsync(IPAddress.Parse(one.Address), created, cancellationToken)));
        foreach (var name in names)
        {
            await api.DeleteAsync($"{LabManifests.Services}/{name}", cancellationToken);
            await api.DeleteAsync($"{LabManifests.EndpointSlices}/{name}", cancellationToken);
        }

        return
        [
            new Distribution($"{count} Services at once → address in the status", assigned.Select(one => clock.GetElapsedTime(created, one.At))),
            new Distribution($"{count} Services at once → first ARP packet", heard.Select(one => clock.GetElapsedTime(created, one.Timestamp))),
        ];
    }

    /// <summary>Writes down each Service's address as it appears, until cancelled.</summary>
    public async Task WatchAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var service in api.WatchAsync(LabManifests.Services, cancellationToken))
            {
                if (AddressOf(service) is { } address)
                {
                    _addresses.Add((service.GetProperty("metadata").GetProperty("name").GetString()!, address, clock.GetTimestamp()));
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }

        _addresses.End(new InvalidOperationException("The API server ended the watch of Services."));
    }

    private static string? AddressOf(JsonElement service) =>
        service.TryGetProperty("status", out var status)
        && status.TryGetProperty("loadBalancer", out var balancer)
        && balancer.TryGetProperty("ingress", out var ingress)
        && ingress.GetArrayLength() > 0
            ? ingress[0].GetProperty("ip").GetString()
            : null;
}
