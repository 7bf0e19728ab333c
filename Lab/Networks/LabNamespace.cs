using System.Runtime.InteropServices;
using MetalOrleans.Lab.Processes;

namespace MetalOrleans.Lab.Networks;

/// <summary>A network namespace of a lab: a machine, as far as the network can tell.</summary>
/// <param name="Name">What the machine is called in the lab, <c>node1</c>.</param>
/// <param name="FullName">What the kernel calls it, unique on the machine, <c>demo-node1</c>.</param>
public sealed record LabNamespace(string Name, string FullName)
{
    private const string Directory = "/run/netns";

    public static bool Exists(string fullName) => File.Exists(Path.Combine(Directory, fullName));

    /// <summary>The same command, run inside: <c>ip netns exec</c> execs in place, so its id is the program's own.</summary>
    public CommandLine Inside(CommandLine command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return command.RunBy("ip", "netns", "exec", FullName);
    }

    /// <summary>Runs <c>ip</c> commands inside, given without the leading <c>ip</c>.</summary>
    public Task ConfigureAsync(IEnumerable<string> commands, CancellationToken cancellationToken) =>
        IPCommand.BatchAsync(FullName, commands, cancellationToken);

    /// <summary>
    /// Runs <paramref name="work"/> on a thread of its own inside the namespace. Sockets made there stay there, and can
    /// be used from any thread afterwards.
    /// </summary>
    /// <remarks>
    /// Make and bind sockets or write settings in it, and nothing else: a pool thread that is born while the thread is
    /// inside would inherit the namespace for ever.
    /// </remarks>
    public Task<T> RunAsync<T>(Func<T> work)
    {
        return Threads.RunAsync(Run);

        T Run()
        {
            using var outside = File.OpenHandle("/proc/thread-self/ns/net");
            using var inside = File.OpenHandle(Path.Combine(Directory, FullName));
            Enter(inside);
            try
            {
                return work();
            }
            finally
            {
                // Completing the task may start a pool thread, which must be born outside.
                Enter(outside);
            }
        }
    }

    /// <summary>Writes a setting of this namespace, such as <c>net/ipv4/conf/all/arp_ignore</c>.</summary>
    public Task SetAsync(string setting, string value) =>
        RunAsync<object?>(() =>
        {
            File.WriteAllText("/proc/sys/" + setting, value);
            return null;
        });

    internal static async Task<LabNamespace> CreateAsync(string name, string fullName, CancellationToken cancellationToken)
    {
        (await new CommandLine("ip", ["netns", "add", fullName]).RunAsync(cancellationToken)).EnsureSucceeded();
        var made = new LabNamespace(name, fullName);
        // Duplicate address detection keeps a fresh link-local address unusable for one to two seconds.
        await made.SetAsync("net/ipv6/conf/default/accept_dad", "0");
        await made.ConfigureAsync(["link set lo up"], cancellationToken);
        return made;
    }

    internal static async Task DeleteAsync(string fullName, CancellationToken cancellationToken) =>
        (await new CommandLine("ip", ["netns", "del", fullName]).RunAsync(cancellationToken)).EnsureSucceeded();

    private static void Enter(SafeHandle descriptor)
    {
        if (Libc.SetNamespace(descriptor, Libc.NetworkNamespace) != 0)
        {
            throw new InvalidOperationException(
                $"Cannot enter the network namespace: {Marshal.GetLastPInvokeErrorMessage()}.");
        }
    }
}
