using System.Net;
using MetalOrleans.ApiServer.Hosting;
using MetalOrleans.ApiServer.Security;

namespace MetalOrleans.ApiServer;

/// <summary>A small Kubernetes API server in this process: for kubectl, for controllers without a cluster, and for tests.</summary>
public sealed class EmbeddedApiServer : IAsyncDisposable
{
    private readonly ApiServerOptions _options;
    private readonly ServerCore _core;
    private readonly WebListener? _listener;
    private readonly ServerCertificates? _certificates;

    private EmbeddedApiServer(ApiServerOptions options, ServerCore core, WebListener? listener, ServerCertificates? certificates)
    {
        _options = options;
        _core = core;
        _listener = listener;
        _certificates = certificates;
    }

    /// <summary>The first address it listens on, or an address of no meaning when it listens on no TCP port.</summary>
    public Uri Address => Addresses.Count > 0 ? Addresses[0] : new Uri("http://in-process/");

    public IReadOnlyList<Uri> Addresses => _listener?.Addresses ?? [];

    /// <summary>The CA that clients must trust, as PEM; null without HTTPS or with a certificate of your own CA.</summary>
    public string? AuthorityPem => _certificates?.AuthorityPem;

    /// <summary>The latest resourceVersion.</summary>
    public long ResourceVersion => _core.Parts.Store.Revision;

    /// <summary>Starts the server; it serves when the task completes.</summary>
    /// <exception cref="InvalidOperationException">The options ask for plain HTTP away from loopback, or cannot be met.</exception>
    public static async Task<EmbeddedApiServer> StartAsync(ApiServerOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!options.UseHttps && options.Listen.FirstOrDefault(end => !IPAddress.IsLoopback(end.Address)) is { } open)
        {
            throw new InvalidOperationException(
                $"The API server does not serve plain HTTP on {open}: set {nameof(ApiServerOptions.UseHttps)}, or listen on a loopback address.");
        }

        var certificates = ServerCertificates.For(options);
        var core = await ServerCore.StartAsync(options, cancellationToken);
        try
        {
            var listener = options.Listen.Count > 0 || options.UnixSocket is not null
                ? await WebListener.StartAsync(options, certificates?.Server, core.HandleAsync, cancellationToken)
                : null;
            return new EmbeddedApiServer(options, core, listener, certificates);
        }
        catch
        {
            await core.DisposeAsync();
            throw;
        }
    }

    /// <summary>A handler that reaches the server without a socket; it needs no token.</summary>
    public HttpMessageHandler CreateHandler() => new InProcessHandler(_core.HandleAsync, _core.Ended);

    /// <summary>A client over <see cref="CreateHandler"/>, with no timeout because of watches.</summary>
    public HttpClient CreateClient() => new(CreateHandler()) { BaseAddress = new Uri("http://in-process/"), Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Writes a kubeconfig for this server, readable by its owner only.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="user">Whose token to put in; null takes the first.</param>
    public void WriteKubeConfig(string path, string? user = null)
    {
        var token = _options.Tokens.FirstOrDefault(pair => user is null || pair.Value == user).Key;
        PrivateFile.Write(path, KubeConfig.Text(Address, AuthorityPem, token));
    }

    /// <summary>Drops the watch history and the pages of unfinished lists: whoever resumes gets 410 Gone.</summary>
    public void ForgetHistory() => _core.ForgetHistory();

    /// <summary>Ends all watches as a restarting server does; the connections close without a word.</summary>
    public void EndWatches() => _core.Parts.Store.EndWatches(null);

    /// <summary>Completes when everything written so far is on disk.</summary>
    public Task FlushAsync() => _core.FlushAsync();

    public async ValueTask DisposeAsync()
    {
        await _core.EndRequestsAsync();
        if (_listener is not null)
        {
            await _listener.DisposeAsync();
        }

        await _core.DisposeAsync();
        if (_options.Certificate is null)
        {
            _certificates?.Dispose();
        }
    }
}
