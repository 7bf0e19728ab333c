using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MetalOrleans.Lab.Measuring;

/// <summary>Makes and removes Services by the thousand, several requests at a time, and sees when each has its address.</summary>
internal sealed class BurstServices(LabApi api, TimeProvider clock)
{
    /// <summary>Requests under way at a time: what a busy client keeps open.</summary>
    private const int Concurrency = 16;

    private const string Path = "/api/v1/namespaces/default/services";

    private readonly ConcurrentDictionary<string, Sighting> _seen = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _deleted = new(StringComparer.Ordinal);
    private TaskCompletionSource _allSeen = new();
    private int _missing;
    private int _burst;

    /// <summary>Statuses that changed after a Service had its address already: writes that nobody needed.</summary>
    public int NeedlessChanges { get; private set; }

    /// <summary>Watches until cancelled.</summary>
    public async Task WatchAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var service in api.WatchAsync(Path, cancellationToken))
            {
                See(service);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }

        _allSeen.TrySetException(new InvalidOperationException("The API server ended the watch of Services."));
    }

    /// <summary>The floor: creates Services of a class that nobody serves, and patches an address into each status.</summary>
    public async Task<TimeSpan> CreateAndPatchAsync(int count, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        await EachAsync(count, async number =>
        {
            var name = $"floor-{number}";
            await api.CreateAsync(Path, Service(name, "example.com/nobody"), cancellationToken);
            await api.PatchAsync($"{Path}/{name}/status", Status($"10.65.{number >> 8}.{number & 255}"), cancellationToken);
        });
        return clock.GetElapsedTime(started);
    }

    /// <summary>Creates Services, and waits until each has an address.</summary>
    /// <returns>The time from the first request to the last address seen.</returns>
    public async Task<TimeSpan> CreateAndWaitAsync(string prefix, int count, CancellationToken cancellationToken)
    {
        _missing = _burst = count;
        _allSeen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var started = clock.GetTimestamp();
        await EachAsync(count, number => api.CreateAsync(Path, Service($"{prefix}-{number}", @class: null), cancellationToken));
        await _allSeen.Task.WaitAsync(cancellationToken);
        return clock.GetElapsedTime(started);
    }

    /// <summary>Creates one Service: the time from the server's acknowledgement to its address.</summary>
    public async Task<(TimeSpan Create, TimeSpan AfterCreate)> CreateOneAsync(string name, CancellationToken cancellationToken)
    {
        _missing = 1;
        _allSeen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var started = clock.GetTimestamp();
        await api.CreateAsync(Path, Service(name, @class: null), cancellationToken);
        var created = clock.GetTimestamp();
        await _allSeen.Task.WaitAsync(cancellationToken);
        var seen = _seen[name].At;
        return (clock.GetElapsedTime(started, created), seen > created ? clock.GetElapsedTime(created, seen) : TimeSpan.Zero);
    }

    public Task DeleteAsync(string prefix, int count, CancellationToken cancellationToken) =>
        EachAsync(count, number => api.DeleteAsync($"{Path}/{prefix}-{number}", cancellationToken));

    /// <summary>Deletes the Service of the highest number that is left of a burst.</summary>
    public Task DeleteLastAsync(string prefix, CancellationToken cancellationToken) =>
        DeleteOneAsync($"{prefix}-{--_burst}", cancellationToken);

    public Task DeleteOneAsync(string name, CancellationToken cancellationToken)
    {
        // The watch shows a deletion as one more version of the object.
        _deleted.TryAdd(name, 0);
        return api.DeleteAsync($"{Path}/{name}", cancellationToken);
    }

    private static async Task EachAsync(int count, Func<int, Task> action)
    {
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Concurrency).Select(async _ =>
        {
            for (int number; (number = Interlocked.Increment(ref next)) < count;)
            {
                await action(number);
            }
        }));
    }

    private void See(JsonElement service)
    {
        var metadata = service.GetProperty("metadata");
        var name = metadata.GetProperty("name").GetString()!;
        if (name.StartsWith("floor-", StringComparison.Ordinal) || !HasAddress(service) || _deleted.ContainsKey(name))
        {
            return;
        }

        var sighting = new Sighting(metadata.GetProperty("uid").GetString()!, metadata.GetProperty("resourceVersion").GetString()!, clock.GetTimestamp());
        if (!_seen.TryGetValue(name, out var before) || before.Uid != sighting.Uid)
        {
            _seen[name] = sighting;
            if (Interlocked.Decrement(ref _missing) == 0)
            {
                _allSeen.TrySetResult();
            }
        }
        else if (before.Version != sighting.Version && service.GetProperty("spec").GetProperty("type").GetString() == "LoadBalancer")
        {
            NeedlessChanges++;
            _seen[name] = before with { Version = sighting.Version };
        }
    }

    private static bool HasAddress(JsonElement service) =>
        service.TryGetProperty("status", out var status)
        && status.TryGetProperty("loadBalancer", out var balancer)
        && balancer.TryGetProperty("ingress", out var ingress)
        && ingress.GetArrayLength() > 0;

    private static JsonObject Service(string name, string? @class)
    {
        var spec = new JsonObject
        {
            ["type"] = "LoadBalancer",
            ["allocateLoadBalancerNodePorts"] = false,
            ["ports"] = new JsonArray(new JsonObject { ["protocol"] = "TCP", ["port"] = 80 }),
        };
        if (@class is not null)
        {
            spec["loadBalancerClass"] = @class;
        }

        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Service",
            ["metadata"] = new JsonObject { ["name"] = name },
            ["spec"] = spec,
        };
    }

    private static JsonObject Status(string address) => new()
    {
        ["status"] = new JsonObject
        {
            ["loadBalancer"] = new JsonObject { ["ingress"] = new JsonArray(new JsonObject { ["ip"] = address }) },
        },
    };

    private sealed record Sighting(string Uid, string Version, long At);
}
