using System.Runtime.InteropServices;

namespace MetalOrleans.NetAgent.Bfd;

/// <summary>A descriptor to wait for: <c>pollfd</c> of poll.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BfdPollEntry
{
    public int Descriptor;
    public short Wanted;
    public short Happened;
}
