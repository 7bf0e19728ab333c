using System.Net;
using System.Net.Sockets;
using MetalOrleans.ApiServer;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Conversion;
using MetalOrleans.Silo.CommandLine;
using MetalOrleans.Silo.Hosting;
using MetalOrleans.Silo.Identity;
using MetalOrleans.Silo.Webhooks;
using Microsoft.AspNetCore.Connections;

namespace MetalOrleans.Silo.Standalone;

/// <summary>The embedded API server of a standalone silo, and the in-memory connection of the silo to it.</summary>
internal sealed class StandaloneApi : IAsyncDisposable
{
    private const string UnixPrefix = "unix:";
    private const string Administrator = "admin";

    private readonly DirectoryTerm _directory;
    private readonly EmbeddedApiServer _server;

    private StandaloneApi(DirectoryTerm directory, EmbeddedApiServer server, KubernetesClient client)
    {
        _directory = directory;
        _server = server;
        Client = client;
    }

    public KubernetesClient Client { get; }

    public ulong Term => _directory.Number;

    /// <exception cref="SettingException">The directory or the listen address cannot be used.</exception>
    public static async Task<StandaloneApi> StartAsync(
        SiloOptions options, SiloIdentity identity, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var directory = DirectoryTerm.Take(options.StandaloneDirectory!);
        try
        {
            var access = ApiAccess.LoadOrCreate(options.StateDirectory, time.GetUtcNow());
            var opened = new TaskCompletionSource<KubernetesClient>(TaskCreationOptions.RunContinuationsAsynchronously);
            var admission = new ApiServerAdmission(new ConfigurationAdmission(opened.Task.WaitAsync, options.Namespace));
            var server = await EmbeddedApiServer.StartAsync(
                ServerOptions(options, identity, access, time) with
                {
                    Admission = options.AreWebhooksEnabled ? admission.ReviewAsync : null,
                    LoggerFactory = loggers,
                },
                cancellationToken);
            WriteKubeConfig(options, access);
            var client = new KubernetesClient(new KubernetesClientOptions
            {
                Server = new Uri("http://in-process"),
                Transport = server.CreateHandler(),
                Time = time,
            });
            opened.SetResult(client);
            return new StandaloneApi(directory, server, client);
        }
        catch (Exception e) when (e is SocketException or IOException { InnerException: AddressInUseException })
        {
            directory.Dispose();
            throw new SettingException($"--api-listen {options.ApiListen} cannot be used: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            directory.Dispose();
            throw new SettingException(
                $"--standalone {options.StandaloneDirectory} cannot be used ({e.Message}): make room on its disk, or let this user write it.", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _directory.Dispose();
    }

    private static ApiServerOptions ServerOptions(
        SiloOptions options, SiloIdentity identity, ApiAccess access, TimeProvider time)
    {
        var isUnix = options.ApiListen.StartsWith(UnixPrefix, StringComparison.Ordinal);
        return new ApiServerOptions
        {
            Listen = isUnix ? [] : [Endpoints.Parse("--api-listen", options.ApiListen)],
            UnixSocket = isUnix ? options.ApiListen[UnixPrefix.Length..] : null,
            UseHttps = true,
            Certificate = identity.Certificates.Server,
            Tokens = new Dictionary<string, string>(StringComparer.Ordinal) { [access.Token] = Administrator },
            Directory = Path.Combine(options.StandaloneDirectory!, "objects"),
            TimeProvider = time,
            Conversion = ResourceConversion.Convert,
            // What an API server has to do may take its time; what grains and agents say to each other may not.
            OwnThreads = Environment.ProcessorCount,
        };
    }

    private static void WriteKubeConfig(SiloOptions options, ApiAccess access)
    {
        var server = options.ApiListen.StartsWith(UnixPrefix, StringComparison.Ordinal)
            ? "https://127.0.0.1:6443"
            : $"https://{Reachable(Endpoints.Parse("--api-listen", options.ApiListen))}";
        SecretFile.Write(
            StateDirectories.KubeConfig(options.StateDirectory),
            System.Text.Encoding.ASCII.GetBytes(access.ToKubeConfig(server)));
    }

    /// <summary>An address to dial for an address to listen on: loopback stands for "any".</summary>
    private static IPEndPoint Reachable(IPEndPoint listen) =>
        listen.Address.Equals(IPAddress.Any) || listen.Address.Equals(IPAddress.IPv6Any)
            ? new IPEndPoint(IPAddress.Loopback, listen.Port)
            : listen;
}
