using System.Threading.Channels;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Silo.Configuration;

namespace MetalOrleans.Silo.Standalone;

/// <summary>
/// Makes a Node object for each agent that connects: where there is no kubelet nobody else would, and only nodes with an
/// object can be elected.
/// </summary>
internal sealed partial class NodeRegistrar(KubernetesClient client, ClusterViewStore views, ILogger<NodeRegistrar> logger)
{
    private readonly Channel<string> _joined = Channel.CreateUnbounded<string>();

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        views.Observe(OnViewChanged);
        await foreach (var name in _joined.Reader.ReadAllAsync(cancellationToken))
        {
            if (views.Current.Nodes.ContainsKey(name))
            {
                continue;
            }

            try
            {
                await client.CreateAsync(NewNode(name), cancellationToken);
                LogNodeRegistered(logger, name);
            }
            catch (KubernetesApiException e) when (e.IsAlreadyExists)
            {
                // Its object is on its way through the watch.
            }
        }
    }

    private static Node NewNode(string name) => new()
    {
        Metadata = new ObjectMeta
        {
            Name = name,
            Labels = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["kubernetes.io/hostname"] = name,
                ["kubernetes.io/os"] = "linux",
            },
        },
    };

    private void OnViewChanged(ClusterView before, ClusterView after)
    {
        foreach (var name in after.Agents.Except(before.Agents))
        {
            _joined.Writer.TryWrite(name);
        }
    }
}
