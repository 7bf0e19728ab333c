using System.Net;
using MetalOrleans.Lab.Clusters;
using MetalOrleans.Lab.Processes;

namespace MetalOrleans.Lab.Demo;

/// <summary>The demo, step by step: the tutorial's Service gets an address, and keeps it when its node's agent is killed.</summary>
internal sealed class DemoStory(LabCluster cluster, DemoScreen screen, string manifests, TimeProvider clock)
{
    private const string Service = "nginx-service";

    private readonly List<(string Name, string Value)> _measured = [];
    private IPAddress _address = IPAddress.None;
    private LabNode? _announcer;

    /// <exception cref="DemoFailedException">A step did not hold.</exception>
    public async Task TellAsync(CancellationToken cancellationToken)
    {
        await StartAsync(cancellationToken);
        await ConfigureAsync(cancellationToken);
        await ExposeAsync(cancellationToken);
        await UseAsync(cancellationToken);
        await KillAgentAsync(cancellationToken);
        await PullCablesAsync(cancellationToken);
        Measured();
    }

    /// <summary>How a person goes on from here.</summary>
    public void Invite()
    {
        screen.Title("It stays up: try it from another root shell");
        screen.Say($"""
              export KUBECONFIG={cluster.Kubectl.Configuration}
              kubectl get services
              kubectl describe ipaddresspool first-pool -n metallb-system
              ip netns exec {cluster.Client.FullName} curl http://{_address}
              ip netns exec {cluster.Client.FullName} arping -I {LabCluster.Interface} {_address}
              kill -9 {_announcer?.Agent?.Identity.Id}   # the agent of {_announcer?.Name}, which has the address now
              tail -f {cluster.Lab.Directory}/*.log

            Ctrl-C ends it and removes everything.
            """);
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        screen.Title("Three nodes, a client, a silo");
        screen.Picture(DemoPicture.Draw(cluster));
        await screen.StepAsync("The silo serves its own Kubernetes API", async token =>
        {
            await cluster.StartSiloAsync(token);
            return $"https://127.0.0.1:{cluster.ApiPort}";
        }, cancellationToken);
        await screen.StepAsync("An agent runs on each node, linked to the silo", async token =>
        {
            await Task.WhenAll(cluster.Nodes.Select(node => cluster.StartAgentAsync(node, token)));
            return string.Join(", ", cluster.Nodes.Select(node => node.Name));
        }, cancellationToken);
    }

    private async Task ConfigureAsync(CancellationToken cancellationToken)
    {
        screen.Title("The tutorial, with kubectl");
        await ApplyAsync("metallb-config.yaml", cancellationToken);
        await ApplyAsync("deployment.yaml", cancellationToken);
        await ApplyAsync("endpointslice.yaml", cancellationToken);
    }

    private async Task ExposeAsync(CancellationToken cancellationToken)
    {
        await using var tap = await cluster.TapAsync(clock);
        var created = clock.GetTimestamp();
        await ApplyAsync("service.yaml", cancellationToken);
        await screen.StepAsync("The Service has an address", async token =>
        {
            var text = await cluster.Kubectl.WatchAsync(
                ["service", Service], "{.status.loadBalancer.ingress[0].ip}", line => line.Length > 0, token);
            _address = IPAddress.Parse(text);
            _measured.Add(("Service applied → address in its status (kubectl's start included)", Elapsed(created)));
            return text;
        }, cancellationToken);
        await ShowKubectlAsync(cancellationToken, "get", "services");
        await screen.StepAsync("One node, and only one, answers for it", async token =>
        {
            var answer = await tap.AnnouncementAsync(_address, token);
            _measured.Add(("Service applied → first ARP packet with the address", Elapsed(created, answer.Timestamp)));
            await AskAsync(token);
            var speakers = tap.SpeakersFor(_address);
            return speakers.Length == 1
                ? $"{_announcer!.Name} ({_announcer.Cable.Mac})"
                : throw new DemoFailedException($"Expected one node to answer for {_address}, heard {string.Join(", ", speakers)}.");
        }, cancellationToken);
        foreach (var node in cluster.Nodes)
        {
            await node.StandIn.EchoAsync(_address);
        }
    }

    private async Task UseAsync(CancellationToken cancellationToken)
    {
        screen.Title("From the client");
        await ShowAsync(new CommandLine("curl", ["-s", "--max-time", "5", $"http://{_address}"]), cancellationToken);
        await ShowAsync(new CommandLine("arping", ["-c", "1", "-I", LabCluster.Interface, _address.ToString()]), cancellationToken);
        await screen.StepAsync("That MAC address is", async token =>
        {
            await AskAsync(token);
            return _announcer!.Name;
        }, cancellationToken);
    }

    private async Task KillAgentAsync(CancellationToken cancellationToken)
    {
        screen.Title("The agent crashes");
        var killed = _announcer!;
        await MeasureAsync(
            $"kill -9 of {killed.Name}'s agent: the address moves to", "kill -9 of the agent",
            node => node.Agent!.KillAsync(), cancellationToken);
        await screen.StepAsync("The Service keeps its address", async token =>
        {
            var text = await cluster.Kubectl.ReadAsync(
                token, "get", "service", Service, "-o", "jsonpath={.status.loadBalancer.ingress[0].ip}");
            return text == _address.ToString()
                ? text
                : throw new DemoFailedException($"Expected {_address}, the status says '{text}'.");
        }, cancellationToken);
        await screen.StepAsync($"The agent of {killed.Name} is back", async token =>
        {
            await cluster.StartAgentAsync(killed, token);
            return $"process {killed.Agent!.Identity.Id}";
        }, cancellationToken);
    }

    private async Task PullCablesAsync(CancellationToken cancellationToken)
    {
        screen.Title("The node loses its cables");
        await screen.StepAsync("The address is now with", async token =>
        {
            await AskAsync(token);
            return _announcer!.Name;
        }, cancellationToken);
        var cut = _announcer!;
        await MeasureAsync(
            $"{cut.Name} is cut off from everything: the address moves to", "both cables of the node pulled",
            node => node.CutOffAsync(cancellationToken), cancellationToken);
        await screen.StepAsync($"{cut.Name} is plugged in again", async token =>
        {
            await cut.ReconnectAsync(token);
            await AskAsync(token);
            return $"the address is with {_announcer!.Name}";
        }, cancellationToken);
    }

    private async Task MeasureAsync(
        string title, string fault, Func<LabNode, Task> breakAsync, CancellationToken cancellationToken) =>
        await screen.StepAsync(title, async token =>
        {
            var handOver = await HandOver.MeasureAsync(cluster, _address, breakAsync, clock, token);
            _announcer = handOver.To;
            _measured.Add(($"{fault} → {handOver.To.Name} announces the address", DemoScreen.Milliseconds(handOver.Announced)));
            _measured.Add(($"{fault} → {handOver.To.Name} answers the client", DemoScreen.Milliseconds(handOver.Answered)));
            _measured.Add(($"{fault}: longest time without an answer", DemoScreen.Milliseconds(handOver.Gap)));
            return $"{handOver.To.Name}, longest gap {DemoScreen.Milliseconds(handOver.Gap)}, {handOver.Lost} requests lost";
        }, cancellationToken);

    private void Measured()
    {
        screen.Title("Measured on this machine");
        _measured.Add(("resident memory of the silo", Memory(cluster.Silo!)));
        _measured.Add(("resident memory of an agent", Memory(_announcer!.Agent!)));
        screen.Table("A client asks the address once a millisecond", _measured);
    }

    private async Task AskAsync(CancellationToken cancellationToken) =>
        _announcer = await cluster.FindAnnouncerAsync(_address, clock, cancellationToken);

    private Task ApplyAsync(string file, CancellationToken cancellationToken) =>
        ShowKubectlAsync(cancellationToken, "apply", "-f", Path.Combine(manifests, file));

    private async Task ShowKubectlAsync(CancellationToken cancellationToken, params string[] arguments) =>
        screen.Shell("kubectl " + string.Join(' ', arguments), await cluster.Kubectl.ReadAsync(cancellationToken, arguments));

    private async Task ShowAsync(CommandLine command, CancellationToken cancellationToken)
    {
        var result = (await cluster.Client.Inside(command).RunAsync(cancellationToken)).EnsureSucceeded();
        screen.Shell(command.ToString(), result.Output);
    }

    private string Elapsed(long from) => Elapsed(from, clock.GetTimestamp());

    private string Elapsed(long from, long to) => DemoScreen.Milliseconds(clock.GetElapsedTime(from, to));

    private static string Memory(LabProcess process) => $"{process.Identity.ReadResidentKibibytes() / 1024} MiB";
}
