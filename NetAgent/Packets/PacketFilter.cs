using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace MetalOrleans.NetAgent.Packets;

/// <summary>Hands a classic BPF program to the kernel: <c>SO_ATTACH_FILTER</c> of socket(7).</summary>
internal static class PacketFilter
{
    /// <summary>
    /// With more addresses than this a filter lets every address through: the kernel compares one after the other, and at
    /// this length the comparison costs about what a wake-up of one frame in a hundred does.
    /// </summary>
    public const int AddressCountMax = 256;

    // linux/bpf_common.h and linux/filter.h.
    public const ushort LoadWord = 0x20;
    public const ushort LoadHalf = 0x28;
    public const ushort LoadByte = 0x30;
    public const ushort JumpIfEqual = 0x15;
    public const ushort Return = 0x06;
    public const uint AcceptAll = 0x40000;
    public const uint Drop = 0;

    /// <summary>Where a load finds whether the frame had a VLAN tag, which the kernel has taken off.</summary>
    public const uint VlanTagPresent = unchecked((uint)(-0x1000 + 48));

    private const int LevelSocket = 1;
    private const int OptionAttachFilter = 26;

    /// <summary>Puts a program in the place of the socket's present one, in one step.</summary>
    /// <exception cref="SocketException">The kernel refuses the program.</exception>
    public static unsafe void Attach(Socket socket, FilterInstruction[] program)
    {
        fixed (FilterInstruction* first = program)
        {
            // sock_fprog: a 16-bit count, padding to a pointer's size, the pointer.
            Span<byte> value = stackalloc byte[2 * sizeof(nint)];
            value.Clear();
            MemoryMarshal.Write(value, (ushort)program.Length);
            MemoryMarshal.Write(value[sizeof(nint)..], (nint)first);
            socket.SetRawSocketOption(LevelSocket, OptionAttachFilter, value);
        }
    }
}
