// Reads a saved ledger with Go's own transparency log packages, which know nothing of this project.
//
// Usage: foreign FOLDER. The folder holds
//
//	vkey                the verifier keys, one a line: each took the place of the one before
//	rotations/*         the checkpoint that the first and the second of them signed, and so on
//	checkpoints/*       published checkpoints, ascending by name and size; the last is the one that is read
//	tile/…              tiles of the last one, at their C2SP paths
//	entries.jsonl       the entry lines
//
// It ends 1 with a sentence at the first thing that is not so.
package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const tileHeight = 8

func main() {
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(folder string) error {
	trees, err := openCheckpoints(folder)
	if err != nil {
		return err
	}
	head := trees[len(trees)-1]
	lines, err := readLines(filepath.Join(folder, "entries.jsonl"))
	if err != nil {
		return err
	}
	if int64(len(lines)) < head.N {
		return fmt.Errorf("%d entry lines for a tree of %d", len(lines), head.N)
	}
	tiles := &savedTiles{folder}
	reader := tlog.TileHashReader(head, tiles)
	if err := checkEntries(head, reader, lines[:head.N]); err != nil {
		return err
	}
	if err := checkRefusals(head, tiles, lines); err != nil {
		return err
	}
	if err := checkConsistency(trees, reader); err != nil {
		return err
	}
	fmt.Printf("%d entries included, %d checkpoints consistent\n", head.N, len(trees))
	return nil
}

func readKeys(folder string) ([]note.Verifier, error) {
	lines, err := readLines(filepath.Join(folder, "vkey"))
	if err != nil {
		return nil, err
	}
	var verifiers []note.Verifier
	for _, line := range lines {
		verifier, err := note.NewVerifier(string(line))
		if err != nil {
			return nil, err
		}
		verifiers = append(verifiers, verifier)
	}
	return verifiers, nil
}

// openRotations opens each under the key before and under its own, alone.
func openRotations(folder string, verifiers []note.Verifier) error {
	for i := 1; i < len(verifiers); i++ {
		raw, err := os.ReadFile(filepath.Join(folder, "rotations", fmt.Sprint(i-1)))
		if err != nil {
			return err
		}
		for j, verifier := range verifiers {
			opened, err := note.Open(raw, note.VerifierList(verifier))
			if signs := j == i-1 || j == i; signs != (err == nil) {
				return fmt.Errorf("rotation %d under key %d: %v", i-1, j, err)
			}
			if err == nil && len(opened.Sigs)+len(opened.UnverifiedSigs) != 2 {
				return fmt.Errorf("rotation %d has not two signatures", i-1)
			}
		}
	}
	return nil
}

// openCheckpoints opens each with the keys of the ledger; a changed one must not open.
func openCheckpoints(folder string) ([]tlog.Tree, error) {
	verifiers, err := readKeys(folder)
	if err != nil {
		return nil, err
	}
	if err := openRotations(folder, verifiers); err != nil {
		return nil, err
	}
	verifier, known := verifiers[0], note.VerifierList(verifiers...)
	paths, err := filepath.Glob(filepath.Join(folder, "checkpoints", "*"))
	if err != nil || len(paths) < 2 {
		return nil, fmt.Errorf("%d checkpoints, at least 2 wanted: %v", len(paths), err)
	}
	sort.Strings(paths)
	var trees []tlog.Tree
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		opened, err := note.Open(raw, known)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		tree, err := parseTree(opened.Text, verifier.Name())
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		trees = append(trees, tree)
		raw[len(verifier.Name())+1] ^= 1
		if _, err := note.Open(raw, known); err == nil {
			return nil, fmt.Errorf("%s: opens with another size", path)
		}
	}
	return trees, nil
}

// parseTree reads origin, size and root. Go's own tlog.ParseTree is for the first line of its database alone; behind that
// line the forms are the same, so it still does the parsing.
func parseTree(text, origin string) (tlog.Tree, error) {
	if !strings.HasPrefix(text, origin+"\n") {
		return tlog.Tree{}, fmt.Errorf("the origin is not the key's name %q", origin)
	}
	return tlog.ParseTree([]byte("go.sum database tree\n" + text[len(origin)+1:]))
}

func checkEntries(head tlog.Tree, reader tlog.HashReader, lines [][]byte) error {
	for i, line := range lines {
		n := int64(i)
		hash := tlog.RecordHash(line)
		stored, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, n)})
		if err != nil {
			return fmt.Errorf("tiles, entry %d: %w", n, err)
		}
		if stored[0] != hash {
			return fmt.Errorf("entry %d: the tile holds another hash", n)
		}
		proof, err := tlog.ProveRecord(head.N, n, reader)
		if err != nil {
			return fmt.Errorf("entry %d: %w", n, err)
		}
		if err := tlog.CheckRecord(proof, head.N, head.Hash, n, hash); err != nil {
			return fmt.Errorf("entry %d: %w", n, err)
		}
	}
	return nil
}

// checkRefusals shows that the checks above can fail.
func checkRefusals(head tlog.Tree, tiles tlog.TileReader, lines [][]byte) error {
	proof, err := tlog.ProveRecord(head.N, 0, tlog.TileHashReader(head, tiles))
	if err != nil {
		return err
	}
	other := append([]byte(" "), lines[0]...)
	if tlog.CheckRecord(proof, head.N, head.Hash, 0, tlog.RecordHash(other)) == nil {
		return fmt.Errorf("a changed entry is included")
	}
	wrong := head
	wrong.Hash[0] ^= 1
	if _, err := tlog.ProveRecord(wrong.N, 0, tlog.TileHashReader(wrong, tiles)); err == nil {
		return fmt.Errorf("the tiles serve another root too")
	}
	return nil
}

func checkConsistency(trees []tlog.Tree, reader tlog.HashReader) error {
	head := trees[len(trees)-1]
	for _, old := range trees {
		proof, err := tlog.ProveTree(head.N, old.N, reader)
		if err != nil {
			return fmt.Errorf("from %d: %w", old.N, err)
		}
		if err := tlog.CheckTree(proof, head.N, head.Hash, old.N, old.Hash); err != nil {
			return fmt.Errorf("from %d: %w", old.N, err)
		}
	}
	return nil
}

func readLines(path string) ([][]byte, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return bytes.Split(bytes.TrimSuffix(raw, []byte("\n")), []byte("\n")), nil
}
