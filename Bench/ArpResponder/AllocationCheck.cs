using System.Globalization;
using System.Net;
using MetalOrleans.NetAgent.Announcing;
using MetalOrleans.NetAgent.Arp;
using MetalOrleans.NetAgent.Ndp;
using MetalOrleans.NetAgent.Ownership;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Ethernet;
using Microsoft.Extensions.Logging.Abstractions;

namespace MetalOrleans.Bench.ArpResponder;

/// <summary>What the way from a frame to its answer allocates, and how long it takes without the kernel.</summary>
internal static class AllocationCheck
{
    private const int Frames = 2_000_000;

    private static readonly MacAddress Asker = MacAddress.Read([2, 0, 0, 0, 0, 1]);

    /// <summary>Measures and prints.</summary>
    public static void Run(Question question, TimeProvider time)
    {
        // The loopback's index 1 exists everywhere; no thread is started, so nothing is sent.
        var on = new ResponderInterface(1, "lo", MacAddress.Read([2, 0, 0, 0, 0, 10]));
        var addresses = new AnnouncedAddresses();
        addresses.Set(
            IPAddressValue.From(IPAddress.Parse(question.Address)), new AnnouncedAddress(1, [], new AddressCounters()));
        using var arp = new ArpListener(on, addresses, ClaimSink.None, (_, _) => { }, NullLogger.Instance);
        using var ndp = new NdpListener(on, addresses, ClaimSink.None, (_, _) => { }, NullLogger.Instance);
        var frame = new byte[128];
        var length = question.Encode(Asker, 1, frame);
        var answer = new byte[128];
        Respond(Frames / 10);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var start = time.GetTimestamp();
        Respond(Frames);
        var elapsed = time.GetElapsedTime(start);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {question.Protocol}  {Frames:N0} frames judged and answered: {allocated} octets allocated, {elapsed.TotalNanoseconds / Frames:F0} ns each"));

        void Respond(int count)
        {
            for (var index = 0; index < count; index++)
            {
                _ = question.Type == EtherType.Arp
                    ? (int)arp.Respond(frame.AsSpan(0, length), answer, out _)
                    : (int)ndp.Respond(frame.AsSpan(0, length), answer, out _);
            }
        }
    }
}
