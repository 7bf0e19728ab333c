using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.Kubernetes.Leases;

/// <summary>Holds a Lease while it can, and runs something for as long: leader election as client-go does it.</summary>
/// <remarks>
/// The decisions are <see cref="LeaseMachine"/>'s; this is the I/O around them. Ask <see cref="IsHeldForSure"/> before
/// every write that only the leader may do.
/// </remarks>
public sealed partial class LeaderLease
{
    private readonly KubernetesClient _client;
    private readonly LeaderLeaseOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly LeaseMachine _machine;
    private readonly ObjectKey _key;
    private string _told = "";
    private volatile TaskCompletionSource _look = NewLook();

    /// <summary>Prepares; nothing is sent before <see cref="RunAsync"/>.</summary>
    /// <exception cref="InvalidOperationException">The options contradict each other.</exception>
    public LeaderLease(KubernetesClient client, LeaderLeaseOptions options, TimeProvider time, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        _client = client;
        _options = options.Checked();
        _time = time;
        _logger = logger;
        _machine = new LeaseMachine(_options, time);
        _key = new ObjectKey(options.Namespace, options.Name);
    }

    /// <summary>Whether nobody else can hold the lease now; turns false before another can take it.</summary>
    public bool IsHeldForSure => _machine.IsHeldForSure;

    /// <summary>The term we hold, or null.</summary>
    public long? Term => _machine.Hold?.Term;

    /// <summary>Who holds it, as far as we have seen; empty when nobody.</summary>
    public string Holder => _machine.Holder;

    /// <summary>
    /// Cuts the pause before the next attempt to acquire short: somebody saw the lease released or deleted. Safe from any
    /// thread, and without effect on a holder.
    /// </summary>
    public void LookNow() => _look.TrySetResult();

    /// <summary>
    /// Acquires, runs <paramref name="lead"/> with a token that is cancelled when the lease is lost, and begins again when
    /// it was. Returns when <paramref name="lead"/> returns by itself or <paramref name="token"/> is cancelled; the lease is
    /// then released, after <paramref name="lead"/> has ended. What <paramref name="lead"/> throws passes through.
    /// </summary>
    public async Task RunAsync(Func<LeaseHold, CancellationToken, Task> lead, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(lead);
        try
        {
            while (true)
            {
                var hold = await AcquireAsync(token);
                LogAcquired(_key, hold.Term);
                if (!await LeadAsync(hold, lead, token))
                {
                    return;
                }

                LogLost(_key, hold.Term);
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            LogStopped(_key);
        }
        finally
        {
            await ReleaseAsync();
        }
    }

    /// <summary>Says why an attempt failed, once until the reason changes.</summary>
    private void Tell(string reason)
    {
        if (!string.Equals(reason, _told, StringComparison.Ordinal))
        {
            _told = reason;
            LogAttemptFailed(_key, reason);
        }
    }

    private async Task<LeaseHold> AcquireAsync(CancellationToken token)
    {
        var waitingFor = "";
        while (true)
        {
            if (await TryStepAsync(token) && _machine.Hold is { } hold)
            {
                _told = "";
                return hold;
            }

            if (!string.Equals(_machine.Holder, waitingFor, StringComparison.Ordinal))
            {
                waitingFor = _machine.Holder;
                LogWaiting(_key, waitingFor);
            }

            await PauseAsync(Jittered(_options.RetryPeriod), token);
        }
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken token)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(token);
        var look = _look;
        await Task.WhenAny(look.Task, Task.Delay(pause, _time, over.Token));
        await over.CancelAsync();
        if (look.Task.IsCompleted)
        {
            _look = NewLook();
        }

        token.ThrowIfCancellationRequested();
    }

    /// <summary>Runs the leader beside the renewals; true if the lease was lost, false if the leader is done.</summary>
    private async Task<bool> LeadAsync(LeaseHold hold, Func<LeaseHold, CancellationToken, Task> lead, CancellationToken token)
    {
        using var leading = CancellationTokenSource.CreateLinkedTokenSource(token);
        using var renewing = CancellationTokenSource.CreateLinkedTokenSource(token);
        var work = lead(hold, leading.Token);
        var renewal = RenewUntilLostAsync(renewing.Token);
        var first = await Task.WhenAny(work, renewal);
        await (first == work ? renewing : leading).CancelAsync();
        var isLost = await renewal;
        try
        {
            await work;
        }
        catch (OperationCanceledException) when (leading.IsCancellationRequested)
        {
            // It ended because it was told to.
        }

        token.ThrowIfCancellationRequested();
        return isLost && first != work;
    }

    private async Task<bool> RenewUntilLostAsync(CancellationToken token)
    {
        try
        {
            while (true)
            {
                // Not a moment longer than we hold for sure: what the leader still has under way is to end by then.
                var remaining = _machine.RemainingHold;
                await Task.Delay(remaining < _options.RetryPeriod ? remaining : _options.RetryPeriod, _time, token);
                if (!_machine.GiveUpIfOverdue())
                {
                    await TryStepAsync(token);
                }

                if (_machine.GiveUpIfOverdue() || _machine.Hold is null)
                {
                    return true;
                }
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>One read, if needed, and one write, if due; false when it failed or there was nothing to write.</summary>
    private async Task<bool> TryStepAsync(CancellationToken token)
    {
        // A request that hangs must not outlive the hold it would renew.
        var patience = _options.RetryPeriod * 2;
        if (_machine.RemainingHold is var remaining && remaining > TimeSpan.Zero && remaining < patience)
        {
            patience = remaining;
        }

        var startedAt = _time.GetTimestamp();
        using var deadline = new CancellationTokenSource(patience, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(token, deadline.Token);

        // A write that is dropped may have been stored all the same, and the release that follows would then be refused as
        // outdated: who stops waits for its answer, for a while.
        await using var hurry = token.UnsafeRegister(
            _ => deadline.CancelAfter(LastWords(patience - _time.GetElapsedTime(startedAt))), state: null);
        try
        {
            var step = _machine.DecideFromMemory() ?? _machine.Decide(await _client.FindAsync<Lease>(_key, both.Token));
            var isWritten = await TryWriteAsync(step, deadline.Token);
            token.ThrowIfCancellationRequested();
            return isWritten;
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            token.ThrowIfCancellationRequested();
            Tell(e.Message);
            return false;
        }
    }

    /// <summary>How long one who stops still waits for an answer: no longer than without the stop.</summary>
    private TimeSpan LastWords(TimeSpan remaining) =>
        remaining > _options.RetryPeriod ? _options.RetryPeriod : remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;

    private async Task<bool> TryWriteAsync(LeaseStep step, CancellationToken token)
    {
        if (step.Write is not { } wanted)
        {
            return false;
        }

        var sentAt = _time.GetTimestamp();
        try
        {
            var answer = step.Action == LeaseAction.Create
                ? await _client.CreateAsync(wanted, token)
                : await _client.UpdateAsync(wanted, token);
            _machine.Wrote(answer, sentAt);
            return true;
        }
        catch (KubernetesApiException e)
            when (e.IsConflict || e.IsAlreadyExists || (e.IsNotFound && step.Action != LeaseAction.Create))
        {
            // Somebody was faster, or our own answer was lost: read what there is and judge again next time.
            LogConflict(_key, e.Reason);
            _machine.Decide(await _client.FindAsync<Lease>(_key, token));
            return false;
        }
    }

    /// <summary>Not cancellable: a lease that is not released costs the next holder its whole duration.</summary>
    private async Task ReleaseAsync()
    {
        if (_machine.Release() is not { } released)
        {
            return;
        }

        using var deadline = new CancellationTokenSource(_options.RetryPeriod, _time);
        try
        {
            await _client.UpdateAsync(released, deadline.Token);
            LogReleased(_key);
        }
        catch (Exception e) when (ApiRetry.IsTransient(e) || e is KubernetesApiException or OperationCanceledException)
        {
            LogReleaseFailed(e, _key);
        }
    }

    private static TaskCompletionSource NewLook() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Up to a fifth longer, so that candidates do not ask in step (client-go: factor 1.2).</summary>
    private static TimeSpan Jittered(TimeSpan period) => period * (1 + (Random.Shared.NextDouble() * 0.2));
}
