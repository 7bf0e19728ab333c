using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Silo.CommandLine;
using MetalOrleans.Silo.Identity;
using MetalOrleans.Silo.Standalone;

namespace MetalOrleans.Silo.Hosting;

/// <summary>The API server that the silo works with: the embedded one, or a cluster's.</summary>
internal sealed class ClusterApi : IAsyncDisposable
{
    private readonly StandaloneApi? _standalone;

    private ClusterApi(KubernetesClient client, SiloTerm term, StandaloneApi? standalone)
    {
        Client = client;
        Term = term;
        _standalone = standalone;
    }

    public KubernetesClient Client { get; }

    public SiloTerm Term { get; }

    /// <exception cref="SettingException">The kubeconfig file or the standalone directory cannot be used.</exception>
    public static async Task<ClusterApi> OpenAsync(
        SiloOptions options, SiloIdentity? identity, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var term = new SiloTerm();
        if (options.IsStandalone)
        {
            var standalone = await StandaloneApi.StartAsync(options, identity!, time, loggers, cancellationToken);
            term.Hold(standalone.Term, static () => true);
            return new ClusterApi(standalone.Client, term, standalone);
        }

        try
        {
            var access = options.KubeConfigFile is { } file ? KubeConfig.Load(file) : InClusterConfig.Load();
            return new ClusterApi(new KubernetesClient(access), term, standalone: null);
        }
        catch (KubeConfigException e) when (options.KubeConfigFile is not null)
        {
            throw new SettingException($"--kubeconfig {e.Message}", e);
        }
        catch (KubeConfigException e)
        {
            throw new SettingException(
                $"There is no API server to use ({e.Message}) Give --kubeconfig <file>, or --standalone <dir> to bring one.", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_standalone is not null)
        {
            await _standalone.DisposeAsync();
        }
    }
}
