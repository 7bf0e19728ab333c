using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Kubernetes.Watching;

namespace MetalOrleans.Silo.Controllers;

/// <summary>
/// A list-watch of a kind that a cluster need not have: one with MetalLB's definitions alone is served all the same.
/// </summary>
/// <typeparam name="T">The kind.</typeparam>
internal sealed partial class OptionalListWatch<T>(
    KubernetesClient client, ListWatchOptions options, TimeProvider time, ILogger logger)
    where T : class, IKubernetesResource<T>
{
    // Somebody who installs the definition later waits that long.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private volatile ListWatch<T>? _watch;
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(Func<ListWatchEvent<T>, CancellationToken, ValueTask> handler, CancellationToken cancellationToken)
    {
        while (!await IsServedAsync(cancellationToken))
        {
            if (_synced.TrySetResult())
            {
                LogNotServed(logger, T.Description.FullName);
            }

            await Task.Delay(Patience, time, cancellationToken);
        }

        var watch = new ListWatch<T>(client, options, time, logger);
        _watch = watch;
        var watching = watch.RunAsync(handler, cancellationToken);
        await Task.WhenAny(watching, watch.WaitForSyncAsync(cancellationToken));
        _synced.TrySetResult();
        await watching;
    }

    /// <summary>Completes when everything has been read once, or there is nothing to read.</summary>
    public Task WaitForSyncAsync(CancellationToken cancellationToken) => _synced.Task.WaitAsync(cancellationToken);

    /// <summary>Lists anew; completes at once where there is nothing to list.</summary>
    public Task RelistAsync(CancellationToken cancellationToken) =>
        _watch?.RelistAsync(cancellationToken) ?? Task.CompletedTask;

    private async Task<bool> IsServedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await client.ListAsync<T>(new ListQuery { Namespace = options.Namespace, Limit = 1 }, cancellationToken);
            return true;
        }
        catch (KubernetesApiException e) when (e.IsNotFound)
        {
            return false;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Any other failure is the list-watch's to report and to retry.
            return true;
        }
    }

    [LoggerMessage(Level = LogLevel.Information,
        Message = "The API server does not serve {Resource}: install manifests/crds to use it; everything else works without")]
    private static partial void LogNotServed(ILogger logger, string resource);
}
