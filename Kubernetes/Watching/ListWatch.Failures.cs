using System.Text.Json;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Kubernetes.Watching;

public sealed partial class ListWatch<T>
{
    private async Task PauseAsync(TimeSpan wait, CancellationToken token)
    {
        using var interruptible = CancellationTokenSource.CreateLinkedTokenSource(token);
        try
        {
            if (!_relists.Interrupt(interruptible))
            {
                await Task.Delay(wait, time, interruptible.Token);
            }
            else
            {
                // Who asked waits already: the pause is for the server's sake.
                await Task.Delay(wait, time, token);
            }
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            // Somebody asked for a list during the pause.
        }
        finally
        {
            _relists.Interrupt(null);
        }
    }

    /// <summary>What a failure means for the next attempt, and how long to wait for it.</summary>
    private TimeSpan Judge(Exception failure)
    {
        ListWatchMetrics.CountFailure(Resource);
        LastFailure = failure.Message;
        var isFirst = _backoff.Failures == 0;
        var wait = _backoff.Next();
        if (_isHandling)
        {
            _resourceVersion = null;
            LogHandlerFailed(failure, Resource, wait);
            return wait;
        }

        if (failure is KubernetesApiException { IsExpired: true })
        {
            // The usual end of a long pause; only when it repeats is the server in trouble.
            wait = isFirst ? TimeSpan.Zero : wait;
        }

        if (NeedsRelist(failure))
        {
            _resourceVersion = null;
        }

        wait = (failure as KubernetesApiException)?.RetryAfter ?? wait;
        LogFailed(Resource, _resourceVersion is null ? "list" : "watch", wait, ReasonOf(failure));
        return wait;
    }

    private static string ReasonOf(Exception failure) => failure is KubernetesApiException { IsNotFound: true }
        ? $"the API server does not serve this resource ({failure.Message}); install the custom resource definitions"
        : failure.Message;

    private bool NeedsRelist(Exception failure) => failure switch
    {
        KubernetesApiException { IsExpired: true } => true,
        KubernetesApiException { StatusCode: System.Net.HttpStatusCode.BadRequest or System.Net.HttpStatusCode.NotFound } => true,
        KubernetesApiException api => api.Status.Details?.Causes?.Exists(cause => cause.Reason == "ResourceVersionTooLarge") == true,
        JsonException => ++_unreadableLines > 1,
        _ => false,
    };

    private static KubernetesApiException ToException(Status status) => new(
        $"WATCH {T.Description.FullName}",
        (System.Net.HttpStatusCode)(status.Code ?? 500),
        status,
        retryAfter: null);

    private void ReportUnreadable(UnreadableObject unreadable)
    {
        ListWatchMetrics.CountUnreadable(Resource);
        LogUnreadable(T.Description.Kind, unreadable.Key, unreadable.Fault);
    }
}
