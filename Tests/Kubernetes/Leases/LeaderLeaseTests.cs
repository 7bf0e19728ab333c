using System.Text.Json.Nodes;
using MetalOrleans.Kubernetes.Leases;
using MetalOrleans.Tests.Kubernetes.Support;
using MetalOrleans.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace MetalOrleans.Tests.Kubernetes.Leases;

public sealed class LeaderLeaseTests : IAsyncLifetime
{
    private static readonly LeaderLeaseOptions Options = new() { Namespace = "metallb-system", Name = "silo", Identity = "me" };

    private readonly ManualTimeProvider _clock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<LeaseHold> _leading = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ScriptedApiServer _server = null!;
    private LeaderLease _lease = null!;
    private int _version = 10;

    public async Task InitializeAsync()
    {
        _server = await ScriptedApiServer.StartAsync();
        _lease = new LeaderLease(_server.CreateClient(), Options, _clock, NullLogger.Instance);
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _stop.Dispose();
    }

    [Fact]
    public async Task Acquires_renews_every_two_seconds_and_releases_when_stopped()
    {
        var run = _lease.RunAsync(LeadAsync, _stop.Token);
        await (await ExpectAsync("GET")).RespondAsync(Lease("", 4));
        await AcceptAsync("PUT", "me", 5);
        Assert.Equal(5, (await _leading.Task.WithinAsync("leading", "the lease", "to be acquired")).Term);
        Assert.True(_lease.IsHeldForSure);

        for (var i = 0; i < 8; i++)
        {
            await PassAsync(Options.RetryPeriod);
            await AcceptAsync("PUT", "me", 5);
        }

        Assert.True(_lease.IsHeldForSure);
        await _stop.CancelAsync();
        await AcceptAsync("PUT", "", 5);
        await run;
        Assert.False(_lease.IsHeldForSure);
    }

    [Fact]
    public async Task A_stop_waits_for_the_renewal_under_way_and_releases_what_that_made()
    {
        var run = await AcquireAsync();
        await PassAsync(Options.RetryPeriod);
        var renewal = await ExpectAsync("PUT");

        var stopping = _stop.CancelAsync();
        Assert.False(_server.HasRequest);
        _version = 77;
        await renewal.RespondAsync(Lease("me", 5));

        var release = await ExpectAsync("PUT");
        var written = JsonNode.Parse(release.Body)!;
        Assert.Equal("77", (string?)written["metadata"]!["resourceVersion"]);
        Assert.Equal("", (string?)written["spec"]!["holderIdentity"]);
        await release.RespondAsync(Lease("", 5));
        await stopping;
        await run;
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_ever_for_a_renewal_that_is_not_answered()
    {
        var run = await AcquireAsync();
        await PassAsync(Options.RetryPeriod);
        await ExpectAsync("PUT");

        await _stop.CancelAsync();
        await PassAsync(Options.RetryPeriod);

        await AcceptAsync("PUT", "", 5);
        await run;
    }

    [Fact]
    public async Task Creates_the_lease_when_there_is_none()
    {
        var run = _lease.RunAsync(LeadAsync, _stop.Token);
        await (await ExpectAsync("GET")).RespondStatusAsync(404, "NotFound");
        await AcceptAsync("POST", "me", 1);
        await _leading.Task.WithinAsync("leading", "the lease", "to be acquired");

        await StopAsync(run);
    }

    [Fact]
    public async Task Loses_the_lease_when_it_cannot_renew_until_the_deadline_and_tells_the_leader()
    {
        var run = await AcquireAsync();

        for (var i = 0; i < 4; i++)
        {
            await PassAsync(Options.RetryPeriod);
            await (await ExpectAsync("PUT")).RespondStatusAsync(500, "InternalError");
        }

        Assert.False(_lost.Task.IsCompleted);
        Assert.True(_lease.IsHeldForSure);
        await PassAsync(Options.RetryPeriod);
        Assert.False(_lease.IsHeldForSure);

        await _lost.Task.WithinAsync("losing", "the lease", "the leader to be told");
        await StopAsync(run);
    }

    [Fact]
    public async Task A_request_that_hangs_does_not_outlive_the_hold()
    {
        var run = await AcquireAsync();
        for (var i = 0; i < 2; i++)
        {
            await PassAsync(Options.RetryPeriod);
            await ExpectAsync("PUT");
            // Each attempt is given up after four seconds, the last when the deadline is reached.
            await PassAsync(i == 0 ? TimeSpan.FromSeconds(4) : TimeSpan.FromSeconds(2));
        }

        await _lost.Task.WithinAsync("losing", "the lease", "the leader to be told");
        Assert.Equal(TimeSpan.FromSeconds(10), _clock.Elapsed);
        await StopAsync(run);
    }

    [Fact]
    public async Task A_conflict_is_read_and_a_lease_that_is_still_ours_is_renewed_on()
    {
        var run = await AcquireAsync();

        await PassAsync(Options.RetryPeriod);
        await (await ExpectAsync("PUT")).RespondStatusAsync(409, "Conflict");
        await (await ExpectAsync("GET")).RespondAsync(Lease("me", 5));
        await PassAsync(Options.RetryPeriod);
        await AcceptAsync("PUT", "me", 5);

        Assert.True(_lease.IsHeldForSure);
        await StopAsync(run);
    }

    [Fact]
    public async Task A_conflict_because_another_took_it_ends_the_hold()
    {
        var run = await AcquireAsync();

        await PassAsync(Options.RetryPeriod);
        await (await ExpectAsync("PUT")).RespondStatusAsync(409, "Conflict");
        await (await ExpectAsync("GET")).RespondAsync(Lease("other", 6));

        await _lost.Task.WithinAsync("losing", "the lease", "the leader to be told");
        Assert.Equal("other", _lease.Holder);
        await StopAsync(run);
    }

    [Fact]
    public async Task What_the_leader_throws_passes_through_after_the_release()
    {
        var run = _lease.RunAsync((_, _) => throw new InvalidOperationException("cannot lead"), _stop.Token);
        await (await ExpectAsync("GET")).RespondAsync(Lease("", 4));
        await AcceptAsync("PUT", "me", 5);
        await AcceptAsync("PUT", "", 5);

        await Assert.ThrowsAsync<InvalidOperationException>(() => run);
    }

    [Theory]
    [InlineData(15, 10, 10)]
    [InlineData(10, 10, 2)]
    [InlineData(15.5, 10, 2)]
    public void Refuses_times_that_contradict_each_other(double duration, double deadline, double retry)
    {
        var options = Options with
        {
            LeaseDuration = TimeSpan.FromSeconds(duration),
            RenewDeadline = TimeSpan.FromSeconds(deadline),
            RetryPeriod = TimeSpan.FromSeconds(retry),
        };

        Assert.Contains("metallb-system/silo", Assert.Throws<InvalidOperationException>(options.Checked).Message, StringComparison.Ordinal);
    }

    private async Task LeadAsync(LeaseHold hold, CancellationToken token)
    {
        await using var registration = token.Register(() => _lost.TrySetResult());
        _leading.TrySetResult(hold);
        await _lost.Task;
    }

    private async Task<Task> AcquireAsync()
    {
        var run = _lease.RunAsync(LeadAsync, _stop.Token);
        await (await ExpectAsync("GET")).RespondAsync(Lease("", 4));
        await AcceptAsync("PUT", "me", 5);
        await _leading.Task.WithinAsync("leading", "the lease", "to be acquired");
        return run;
    }

    private async Task<ScriptedRequest> ExpectAsync(string method)
    {
        var request = await _server.NextAsync();
        var path = "/apis/coordination.k8s.io/v1/namespaces/metallb-system/leases" + (method == "POST" ? "" : "/silo");
        Assert.Equal($"{method} {path}", request.ToString());
        return request;
    }

    private async Task AcceptAsync(string method, string holder, int atLeast)
    {
        var request = await ExpectAsync(method);
        var spec = JsonNode.Parse(request.Body)!["spec"]!;
        Assert.Equal(holder, (string?)spec["holderIdentity"]);
        Assert.InRange((int)spec["leaseTransitions"]!, atLeast, int.MaxValue);
        await request.RespondAsync(Lease(holder, (int)spec["leaseTransitions"]!));
    }

    private async Task PassAsync(TimeSpan wait)
    {
        await _clock.WaitForTimerDueInAsync(wait);
        _clock.Advance(wait);
    }

    /// <summary>Stops, answering whatever is still asked.</summary>
    private async Task StopAsync(Task run)
    {
        await _stop.CancelAsync();
        while (!run.IsCompleted)
        {
            var request = _server.NextAsync();
            if (await Task.WhenAny(run, request) == request)
            {
                await (await request).RespondAsync(Lease("", 5));
            }
        }

        await run;
    }

    private string Lease(string holder, int transitions) =>
        $$$"""
        {"metadata":{"name":"silo","namespace":"metallb-system","resourceVersion":"{{{_version++}}}"},
        "spec":{"holderIdentity":"{{{holder}}}","leaseDurationSeconds":15,"leaseTransitions":{{{transitions}}}}}
        """;
}
