using System.Diagnostics;
using System.Runtime.InteropServices;
using MetalOrleans.Tests.Support;
using Microsoft.Win32.SafeHandles;

namespace MetalOrleans.Tests.NetAgent.Support;

/// <summary>A network namespace that ends with the test.</summary>
internal sealed partial class NetworkNamespace : IAsyncDisposable
{
    private const int CloneNewNet = 0x40000000;

    private NetworkNamespace(string name)
    {
        Name = name;
    }

    /// <summary>Its name for <c>ip netns</c>.</summary>
    public string Name { get; }

    /// <summary>Makes a namespace with its loopback up.</summary>
    public static async Task<NetworkNamespace> CreateAsync(string name)
    {
        await IpAsync("netns", "add", name);
        var result = new NetworkNamespace(name);
        await result.LinkAsync("set", "lo", "up");
        return result;
    }

    /// <summary>Runs <c>ip</c>.</summary>
    public static async Task IpAsync(params string[] arguments)
    {
        var (exitCode, output) = await ExecuteAsync("ip", arguments);
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"ip {string.Join(' ', arguments)} exited with {exitCode}: {output}");
        }
    }

    /// <summary>Runs <c>ip link</c> in the namespace.</summary>
    public Task LinkAsync(params string[] arguments) => IpAsync(["-n", Name, "link", .. arguments]);

    /// <summary>Runs <c>ip address</c> in the namespace.</summary>
    public Task AddressAsync(params string[] arguments) => IpAsync(["-n", Name, "address", .. arguments]);

    /// <summary>Runs a program in the namespace to its end.</summary>
    public Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments) =>
        ExecuteAsync("ip", ["netns", "exec", Name, program, .. arguments]);

    /// <summary>
    /// Makes something on a thread that is in the namespace. Only open and bind sockets there: they stay in the namespace,
    /// while a pool thread that was started from there would carry it elsewhere.
    /// </summary>
    public T Make<T>(Func<T> make)
    {
        var made = default(T);
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                Enter();
                made = make();
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        });
        thread.Start();
        thread.Join();
        return failure is null ? made! : throw new InvalidOperationException($"In namespace {Name}.", failure);
    }

    /// <summary>Deletes the namespace and every interface in it.</summary>
    public async ValueTask DisposeAsync() => await ExecuteAsync("ip", ["netns", "delete", Name]);

    private static async Task<(int ExitCode, string Output)> ExecuteAsync(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync()
            .WithinAsync("running a program", $"{program} {string.Join(' ', arguments)}", "its end");
        return (process.ExitCode, await output + await error);
    }

    private void Enter()
    {
        using SafeFileHandle handle = File.OpenHandle($"/run/netns/{Name}");
        if (SetNamespace((int)handle.DangerousGetHandle(), CloneNewNet) != 0)
        {
            throw new InvalidOperationException($"setns failed with {Marshal.GetLastPInvokeError()}.");
        }
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(int descriptor, int kind);
}
